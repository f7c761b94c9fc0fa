package dev.pluginhost.modules.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A plugin that can be resolved, with the classes that it has and those that it would see. For use by one thread. */
public final class InspectedPlugin {

    private final PluginClasses classes;
    private final Inspection inspection;

    InspectedPlugin(PluginClasses classes, Inspection inspection) {
        this.classes = classes;
        this.inspection = inspection;
    }

    public ModuleDescriptor descriptor() {
        return classes.candidate().descriptor();
    }

    public Path location() {
        return classes.candidate().location();
    }

    /** Its classes and those of its libraries, in the order of their names, without those that its loader would not find. */
    public List<FoundClass> classes() {
        Set<FoundClass> all = new LinkedHashSet<>();
        for (ArtifactClasses artifact : classes.artifacts) {
            for (String name : artifact.names()) {
                FoundClass found = classes.find(name);
                if (found != null && found.source() == classes) {
                    all.add(found);
                }
            }
        }
        return List.copyOf(all);
    }

    /** Whether a class of it is in its unnamed module, which only libraries are. */
    public boolean isLibrary(FoundClass type) {
        return type.module() == classes;
    }

    /** Whether its declaration was compiled by javac, which refuses code that names what is not required; some tools add one to a jar. */
    public boolean isCompiled() {
        return descriptor().requires().stream()
                .anyMatch(requires -> requires.name().equals("java.base")
                        && requires.rawCompiledVersion().isPresent());
    }

    /** The optional requirements of its declaration that are not met. */
    public Set<String> unmet() {
        Set<String> read = new HashSet<>();
        for (ResolvedModule module : classes.resolution.module().reads()) {
            read.add(module.name());
        }
        Set<String> unmet = new TreeSet<>();
        for (Requires requires : descriptor().requires()) {
            if (requires.modifiers().contains(Requires.Modifier.STATIC) && !read.contains(requires.name())) {
                unmet.add(requires.name());
            }
        }
        return unmet;
    }

    /** Whether its module reads a package that is above or below another one. */
    public boolean isNextToRead(String packageName) {
        return classes.isNextToRead(packageName);
    }

    /** The class of an internal name that code in a class of this plugin would get, and whether it can use it. */
    public Lookup lookup(FoundClass from, String name) {
        FoundClass found = classes.find(name);
        if (found != null) {
            return new Lookup(classes.access(from, found), found, "", "");
        }
        String packageName = ClassSource.packageOf(name);
        try {
            Lookup hidden = classes.looksElsewhere(packageName) ? inspection.hidden(name) : Lookup.ABSENT;
            return hidden.found() != null ? hidden : classes.absent(packageName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
