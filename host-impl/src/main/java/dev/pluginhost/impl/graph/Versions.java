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

    /**
     * The number that a version begins with, without leading zeros, as {@link ModuleDescriptor.Version} compares numbers. It sees to it
     * that there is a digit.
     */
    private static String major(ModuleDescriptor.Version version) {
        String text = version.toString();
        int end = 0;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int begin = 0;
        while (begin < end - 1 && text.charAt(begin) == '0') {
            begin++;
        }
        return text.substring(begin, end);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
