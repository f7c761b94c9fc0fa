package dev.pluginhost.impl.layer;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** What a plugin shares with those that require it: its module, and what that requires transitively. */
final class Exposure {

    private Exposure() {}

    static Set<ResolvedModule> of(ResolvedModule plugin) {
        Set<ResolvedModule> exposed = new HashSet<>();
        Deque<ResolvedModule> open = new ArrayDeque<>();
        open.add(plugin);
        while (!open.isEmpty()) {
            ResolvedModule next = open.poll();
            if (exposed.add(next)) {
                for (ResolvedModule read : next.reads()) {
                    if (passesOn(next, read)) {
                        open.add(read);
                    }
                }
            }
        }
        return exposed.size() == 1 ? Set.of(plugin) : exposed; // which is kept as long as the plugin is
    }

    /** An automatic module passes on the automatic modules beside it ({@code java.lang.module.Resolver.makeGraph}). */
    private static boolean passesOn(ResolvedModule module, ResolvedModule read) {
        ModuleDescriptor descriptor = module.reference().descriptor();
        if (descriptor.isAutomatic()) {
            return read.configuration() == module.configuration()
                    && read.reference().descriptor().isAutomatic();
        }
        for (Requires requires : descriptor.requires()) {
            if (requires.name().equals(read.name())) {
                return requires.modifiers().contains(Requires.Modifier.TRANSITIVE);
            }
        }
        return false;
    }
}
