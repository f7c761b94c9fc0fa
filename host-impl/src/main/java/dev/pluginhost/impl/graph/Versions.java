package dev.pluginhost.impl.graph;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** Whether a version will do where another one was compiled against: same major number, and not older. */
final class Versions {

    private Versions() {}

    static boolean compatible(
            Optional<ModuleDescriptor.Version> compiled, Optional<ModuleDescriptor.Version> installed) {
        if (compiled.isEmpty() || installed.isEmpty()) {
            return true;
        }
        ModuleDescriptor.Version wanted = compiled.get();
        ModuleDescriptor.Version there = installed.get();
        return major(wanted).equals(major(there)) && there.compareTo(wanted) >= 0;
    }

    /** The digits that a version begins with; {@link ModuleDescriptor.Version} sees to it that there is one. */
    private static String major(ModuleDescriptor.Version version) {
        String text = version.toString();
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }
}
