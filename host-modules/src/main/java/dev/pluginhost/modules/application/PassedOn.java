package dev.pluginhost.modules.application;

import dev.pluginhost.modules.scan.Declarations;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What modules of the boot layer pass on. JDK 17 takes the boot layer of an application on the class path from the JVM's own class archive, with
 * copies of enum constants. So its resolver does not see that {@code java.sql} passes on {@code java.logging}.
 */
final class PassedOn {

    private PassedOn() {}

    /** A declaration that also requires what the resolver would not see; the same one if there is nothing of that kind. */
    static ModuleDescriptor complete(ModuleDescriptor module) {
        if (module.isAutomatic()) {
            return module;
        }
        Map<String, Set<Modifier>> all = new HashMap<>();
        for (Requires requires : module.requires()) {
            add(requires.name(), requires.modifiers(), all);
        }
        Map<String, Set<Modifier>> more = new HashMap<>(all);
        for (Requires requires : module.requires()) {
            more.remove(requires.name());
        }
        if (more.isEmpty()) {
            return module;
        }
        Set<Requires> requires = new HashSet<>(module.requires());
        ModuleDescriptor.Builder added = ModuleDescriptor.newModule(module.name());
        more.forEach((name, how) -> added.requires(how, name));
        for (Requires each : added.build().requires()) {
            if (more.containsKey(each.name())) { // the builder adds java.base
                requires.add(each);
            }
        }
        return Declarations.requiring(module, requires);
    }

    /** Adds a required module and, unless they are there already with as many rights, those that it passes on unseen. */
    private static void add(String name, Set<Modifier> how, Map<String, Set<Modifier>> all) {
        Set<Modifier> known = all.get(name);
        Set<Modifier> merged = EnumSet.noneOf(Modifier.class);
        if (how.contains(Modifier.TRANSITIVE) || (known != null && known.contains(Modifier.TRANSITIVE))) {
            merged.add(Modifier.TRANSITIVE);
        }
        if (how.contains(Modifier.STATIC) && (known == null || known.contains(Modifier.STATIC))) {
            merged.add(Modifier.STATIC);
        }
        if (merged.equals(known)) {
            return;
        }
        all.put(name, merged);
        Optional<Module> module = ModuleLayer.boot().findModule(name);
        if (module.isPresent()) {
            for (Requires requires : module.get().getDescriptor().requires()) {
                if (isLost(requires.modifiers())) {
                    add(requires.name(), merged, all);
                }
            }
        }
    }

    /** Whether there is a copy of the constant, which is not the constant. */
    private static boolean isLost(Set<Modifier> modifiers) {
        if (modifiers.contains(Modifier.TRANSITIVE)) {
            return false;
        }
        for (Modifier each : modifiers) {
            if (each.name().equals(Modifier.TRANSITIVE.name())) {
                return true;
            }
        }
        return false;
    }
}
