package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.application.StandIn;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.scan.Declarations;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stand-ins for the libraries that a bundle's plugin requires by name: modules without classes, which have the name, the version, the
 * exported packages and the transitive requirements of the real ones. The classes are in the unnamed module of the plugin's loader. Each
 * stand-in has a configuration of its own; no package is exported by two of them. For use by one thread.
 */
final class LibraryStandIns {

    /** After the name of a stand-in, where the application's layer has a hidden module of the name. */
    private static final String RENAMED = ".ofplugin";

    private final Candidate candidate;
    private final Configuration application;
    private final Application offers;

    /** The packages that the plugin has or reads from elsewhere, and those that a stand-in exports. */
    private final Set<String> taken = new HashSet<>();

    private final Set<String> underWay = new HashSet<>();
    private final Map<String, Configuration> made = new TreeMap<>();

    private LibraryStandIns(Candidate candidate, Configuration application, Application offers) {
        this.candidate = candidate;
        this.application = application;
        this.offers = offers;
    }

    /** By name, those that a candidate requires and those that they pass on. The parents are what it is resolved against besides. */
    static Map<String, Configuration> of(
            Candidate candidate, List<Configuration> parents, ModuleLayer application, Application offers) {
        List<Requires> required = new ArrayList<>();
        for (Requires requires : new TreeSet<>(candidate.descriptor().requires())) {
            if (candidate.has(requires.name())) {
                required.add(requires);
            }
        }
        if (required.isEmpty()) {
            return Map.of();
        }
        LibraryStandIns standIns = new LibraryStandIns(candidate, application.configuration(), offers);
        standIns.takePackages(parents);
        for (Requires requires : required) {
            standIns.takePassedOn(requires.name(), new HashSet<>());
        }
        for (boolean passedOn : new boolean[] {true, false}) { // so what is passed on is passed on whole
            for (Requires requires : required) {
                if (isTransitive(requires) == passedOn) {
                    standIns.make(requires.name(), passedOn);
                }
            }
        }
        return standIns.made;
    }

    private static boolean isTransitive(Requires requires) {
        return requires.modifiers().contains(Requires.Modifier.TRANSITIVE);
    }

    /** Takes the packages of the plugin's module, and those that it reads from modules that are no libraries. */
    private void takePackages(List<Configuration> parents) {
        ModuleDescriptor real = candidate.descriptor();
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(real.name());
        for (Requires requires : real.requires()) {
            if (!candidate.has(requires.name())) {
                builder.requires(requires.modifiers(), requires.name());
            }
        }
        taken.addAll(real.packages());
        StandIn without = new StandIn(builder.build(), false);
        for (ResolvedModule module : Configuration.resolve(without, parents, ModuleFinder.of(), Set.of(real.name()))
                .modules()) {
            for (ResolvedModule read : module.reads()) {
                if (!offers.hides(read.name())) {
                    takeExports(read.reference().descriptor());
                }
            }
        }
    }

    /** Takes what the application's modules export that a module passes on, before any stand-in exports the same. */
    private void takePassedOn(String name, Set<String> seen) {
        if (!seen.add(name)) {
            return;
        }
        List<ModuleDescriptor> modules = new ArrayList<>();
        for (ModuleArtifact library : LibraryPath.named(candidate.libraries(), name)) {
            modules.add(library.descriptor());
        }
        if (modules.isEmpty()) {
            application
                    .findModule(name)
                    .filter(found -> !offers.hides(name))
                    .ifPresent(found -> modules.add(found.reference().descriptor()));
            modules.forEach(this::takeExports);
        }
        for (ModuleDescriptor module : modules) {
            for (Requires requires : module.requires()) {
                if (isTransitive(requires)) {
                    takePassedOn(requires.name(), seen);
                }
            }
        }
    }

    private void takeExports(ModuleDescriptor module) {
        taken.addAll(exported(module, true));
    }

    private Set<String> exported(ModuleDescriptor module, boolean declared) {
        if (module.isAutomatic() || !declared) {
            return module.packages();
        }
        Set<String> exported = new HashSet<>();
        for (Exports exports : module.exports()) {
            if (!exports.isQualified() || exports.targets().contains(candidate.name())) {
                exported.add(exports.source());
            }
        }
        return exported;
    }

    private String nameOf(String library) {
        return offers.hides(library) ? library + RENAMED : library;
    }

    /** A declaration that requires stand-ins by their names. */
    static ModuleDescriptor renamed(ModuleDescriptor module, Map<String, Configuration> standIns) {
        ModuleDescriptor.Builder renamed = ModuleDescriptor.newModule(module.name());
        Set<Requires> required = new HashSet<>();
        boolean isAny = false;
        for (Requires requires : module.requires()) {
            if (standIns.containsKey(requires.name() + RENAMED)) {
                renamed.requires(requires.modifiers(), requires.name() + RENAMED);
                isAny = true;
            } else {
                required.add(requires);
            }
        }
        if (!isAny) {
            return module;
        }
        for (Requires requires : renamed.build().requires()) {
            if (standIns.containsKey(requires.name())) { // the builder adds java.base
                required.add(requires);
            }
        }
        return Declarations.requiring(module, required);
    }

    /** The configuration of a library's stand-in; null if it is under way, as libraries may require each other. */
    private @Nullable Configuration make(String name, boolean passedOn) {
        Configuration known = made.get(nameOf(name));
        if (known != null || !underWay.add(name)) {
            return known;
        }
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(nameOf(name));
        Set<String> exported = new HashSet<>();
        Map<String, Configuration> parents = new TreeMap<>();
        Set<String> required = new HashSet<>(Set.of("java.base"));
        List<ModuleArtifact> real = LibraryPath.named(candidate.libraries(), name);
        for (ModuleArtifact library : real) {
            exported.addAll(exported(library.descriptor(), library.isModule()));
            for (Requires requires : new TreeSet<>(library.descriptor().requires())) {
                if (isTransitive(requires)) {
                    require(requires.name(), passedOn, parents, required);
                }
            }
        }
        real.get(0).descriptor().version().ifPresent(builder::version);
        for (String each : required) {
            builder.requires(each.equals("java.base") ? Set.of() : Set.of(Requires.Modifier.TRANSITIVE), each);
        }
        for (String each : exported) {
            if (!LibraryPath.isOfJdk(each) && taken.add(each)) {
                builder.exports(each);
            }
        }
        List<Configuration> all = new ArrayList<>(parents.values());
        all.add(application);
        Configuration configuration = Configuration.resolve(
                new StandIn(builder.build(), passedOn), all, ModuleFinder.of(), Set.of(nameOf(name)));
        made.put(nameOf(name), configuration);
        return configuration;
    }

    /** Requires what a library passes on, if the bundle or the application has it. */
    private void require(String name, boolean passedOn, Map<String, Configuration> parents, Set<String> required) {
        if (name.equals(candidate.name())) {
            return; // a circle
        }
        if (candidate.has(name)) {
            Configuration other = make(name, passedOn);
            if (other != null) {
                parents.put(nameOf(name), other);
                required.add(nameOf(name));
            }
        } else if (!offers.hides(name) && application.findModule(name).isPresent()) {
            required.add(name);
        }
    }

    /** The layers of stand-ins, in the order of their configurations, with the loader that has the classes. */
    static List<ModuleLayer> layers(
            Iterable<Configuration> configurations, ModuleLayer application, ClassLoader libraries) {
        Map<Configuration, ModuleLayer> known = new HashMap<>();
        known.put(application.configuration(), application);
        List<ModuleLayer> layers = new ArrayList<>();
        for (Configuration configuration : configurations) {
            layers.add(layer(configuration, known, libraries));
        }
        return layers;
    }

    private static ModuleLayer layer(
            Configuration configuration, Map<Configuration, ModuleLayer> known, ClassLoader libraries) {
        ModuleLayer layer = known.get(configuration);
        if (layer == null) {
            List<ModuleLayer> parents = new ArrayList<>();
            for (Configuration parent : configuration.parents()) {
                parents.add(layer(parent, known, libraries));
            }
            layer = ModuleLayer.defineModules(configuration, parents, name -> new StandIn.Loader(name, libraries))
                    .layer();
            known.put(configuration, layer);
        }
        return layer;
    }
}
