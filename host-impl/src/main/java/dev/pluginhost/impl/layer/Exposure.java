package dev.pluginhost.impl.layer;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plugin shares with those that require it: its module, and what that requires transitively. */
final class Exposure {

    private Exposure() {}

    /**
     * What a plugin shares.
     *
     * @param plugin its module
     * @param prerequisites the plugins that it requires: what they share is known, and is not gone through again
     */
    static Set<ResolvedModule> of(ResolvedModule plugin, Collection<Resolution> prerequisites) {
        Set<ResolvedModule> exposed = new HashSet<>();
        Deque<ResolvedModule> open = new ArrayDeque<>();
        open.add(plugin);
        while (!open.isEmpty()) {
            ResolvedModule next = open.poll();
            Resolution known = prerequisite(next, plugin, prerequisites);
            if (known != null) {
                exposed.addAll(known.exposed());
            } else if (exposed.add(next)) {
                addPassedOn(next, open);
            }
        }
        return exposed.size() == 1 ? Set.of(plugin) : exposed; // which is kept as long as the plugin is
    }

    private static @Nullable Resolution prerequisite(
            ResolvedModule module, ResolvedModule plugin, Collection<Resolution> prerequisites) {
        if (module.configuration() != plugin.configuration()) {
            for (Resolution prerequisite : prerequisites) {
                if (prerequisite.configuration() == module.configuration()
                        && prerequisite.name().equals(module.name())) {
                    return prerequisite;
                }
            }
        }
        return null;
    }

    /** An automatic module passes on the automatic modules beside it ({@code java.lang.module.Resolver.makeGraph}). */
    private static void addPassedOn(ResolvedModule module, Deque<ResolvedModule> open) {
        ModuleDescriptor descriptor = module.reference().descriptor();
        if (descriptor.isAutomatic()) {
            for (ResolvedModule read : module.reads()) {
                if (read.configuration() == module.configuration()
                        && read.reference().descriptor().isAutomatic()) {
                    open.add(read);
                }
            }
            return;
        }
        Set<String> passedOn = new HashSet<>();
        for (Requires requires : descriptor.requires()) {
            if (requires.modifiers().contains(Requires.Modifier.TRANSITIVE)) {
                passedOn.add(requires.name());
            }
        }
        if (!passedOn.isEmpty()) {
            for (ResolvedModule read : module.reads()) {
                if (passedOn.contains(read.name())) {
                    open.add(read);
                }
            }
        }
    }
}
