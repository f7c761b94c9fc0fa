package dev.pluginhost.modules.application;

import dev.pluginhost.modules.classpath.ClassPath;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Modules without classes that stand for modules of the class path. Each has the name, version, exports and transitive requirements of the real
 * one. Its loader has the application's loader load the classes, which are in that one's unnamed module. Each is in a layer of its own, made
 * when a plugin first requires it, as modules of one layer must not share packages. Thread-safe.
 */
final class StandIns {

    private final ModuleLayer base;
    private final ClassLoader application;
    private final ClassPath classPath;

    /** By the module's name and what it does not pass on. If two threads define one at the same time, the layer of the first one is used; as with the next. */
    private final Map<String, ModuleLayer> layers = new ConcurrentHashMap<>();

    /** The layers that only have several of these as parents. */
    private final Map<List<ModuleLayer>, ModuleLayer> joined = new ConcurrentHashMap<>();

    /** With stand-ins for what a class path has besides a layer. */
    StandIns(ModuleLayer base, ClassLoader application, ClassPath classPath) {
        this.base = base;
        this.application = application;
        this.classPath = classPath;
    }

    /** The layer of a module's stand-in, which passes on none of the others; null if the class path has no such module. */
    @Nullable
    ModuleLayer layer(String name, Set<String> others) {
        return layer(name, others, new HashSet<>());
    }

    /** What a module passes on, directly or not, and is nowhere, sorted. */
    Set<String> lost(String name) {
        Set<String> lost = new TreeSet<>();
        for (Requires requires : passedOn(name, new HashSet<>())) {
            if (!requires.modifiers().contains(Requires.Modifier.STATIC) && !isThere(requires.name())) {
                lost.add(requires.name());
            }
        }
        return lost;
    }

    private boolean isThere(String name) {
        return base.findModule(name).isPresent() || classPath.find(name) != null;
    }

    /** All that a module passes on, directly or not. */
    private Set<Requires> passedOn(String name, Set<String> entered) {
        Set<Requires> all = new HashSet<>();
        ModuleDescriptor real = entered.add(name) ? classPath.find(name) : null;
        for (Requires requires : real == null ? Set.<Requires>of() : real.requires()) {
            if (requires.modifiers().contains(Requires.Modifier.TRANSITIVE)) {
                all.add(requires);
                if (base.findModule(requires.name()).isEmpty()) {
                    all.addAll(passedOn(requires.name(), entered));
                }
            }
        }
        return all;
    }

    /** Which of the others a module would pass on. */
    private Set<String> withheld(String name, Set<String> others) {
        Set<String> withheld = new TreeSet<>();
        for (Requires requires : others.isEmpty() ? Set.<Requires>of() : passedOn(name, new HashSet<>())) {
            if (others.contains(requires.name())
                    && base.findModule(requires.name()).isEmpty()) {
                withheld.add(requires.name());
            }
        }
        return withheld;
    }

    /** A layer that has the modules of several. */
    ModuleLayer joined(List<ModuleLayer> needed) {
        if (needed.size() == 1) {
            return needed.get(0);
        }
        ModuleLayer known = joined.get(needed);
        if (known != null) {
            return known;
        }
        ModuleLayer made = layer(ModuleFinder.of(), Set.of(), needed);
        ModuleLayer first = joined.putIfAbsent(List.copyOf(needed), made);
        return first == null ? made : first;
    }

    /** The same, for a module that those under way pass on; null also if it is under way itself. */
    private @Nullable ModuleLayer layer(String name, Set<String> others, Set<String> underWay) {
        Set<String> withheld = withheld(name, others);
        String key = withheld.isEmpty() ? name : name + " without " + withheld;
        ModuleLayer known = layers.get(key);
        ModuleDescriptor real = known == null ? classPath.find(name) : null;
        if (real == null || !underWay.add(name)) {
            return known;
        }
        List<ModuleLayer> parents = new ArrayList<>();
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name).requires("java.base");
        real.version().ifPresent(builder::version);
        for (Requires requires : real.requires()) {
            if (requires.modifiers().contains(Requires.Modifier.TRANSITIVE)
                    && !requires.name().equals("java.base")
                    && !withheld.contains(requires.name())) {
                boolean isOfBoot = base.findModule(requires.name()).isPresent();
                ModuleLayer passedOn = isOfBoot ? base : layer(requires.name(), others, underWay);
                if (passedOn != null) {
                    builder.requires(Set.of(Requires.Modifier.TRANSITIVE), requires.name());
                }
                if (passedOn != null && !isOfBoot) {
                    parents.add(passedOn);
                }
            }
        }
        for (Exports exports : real.exports()) {
            if (!exports.isQualified() && !ClassPathView.isOfBoot(exports.source())) {
                ClassPath.export(builder, exports.source());
            }
        }
        layers.putIfAbsent(key, layer(new StandIn(builder.build(), true), Set.of(name), parents));
        return layers.get(key);
    }

    private ModuleLayer layer(ModuleFinder finder, Set<String> roots, List<ModuleLayer> stands) {
        List<ModuleLayer> parents = new ArrayList<>(stands);
        parents.add(base);
        List<Configuration> configurations = new ArrayList<>();
        for (ModuleLayer parent : parents) {
            configurations.add(parent.configuration());
        }
        Configuration configuration = Configuration.resolve(finder, configurations, ModuleFinder.of(), roots);
        return ModuleLayer.defineModules(configuration, parents, name -> new StandIn.Loader(name, application))
                .layer();
    }
}
