package dev.pluginhost.modules.graph;

import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Optional;

/** What a plugin's module requires. */
record Requirement(Requires requires) {

    String name() {
        return requires.name();
    }

    boolean optional() {
        return requires.modifiers().contains(Requires.Modifier.STATIC);
    }

    /** Whether an installed version can replace the one that the module was compiled against, if both are known. */
    boolean accepts(Optional<Version> installed) {
        Optional<Version> compiled = requires.compiledVersion();
        return compiled.isEmpty()
                || installed.isEmpty()
                || (major(compiled.get()).equals(major(installed.get()))
                        && installed.get().compareTo(compiled.get()) >= 0);
    }

    /** The number that a version begins with; there is one in each. */
    private static Version major(Version version) {
        String text = version.toString();
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return Version.parse(text.substring(0, end));
    }
}
