package dev.pluginhost.modules.check;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.application.ClassPathView;
import dev.pluginhost.modules.application.StandIn;
import dev.pluginhost.modules.check.Lookup.Access;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.layer.LibraryPath;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.modules.layer.Resolution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that can be resolved, with the classes that it has and those that it would see. Its loader is asked which file a class would be
 * read from, and its module which packages it reads. For use by one thread.
 */
public final class InspectedPlugin extends ClassSource {

    private static final String CLASS = ".class";

    private final PluginLayer layer;
    private final Inspection inspection;
    private final Application application;

    /** By package, which module exports it to the plugin's module, in words. */
    private final Map<String, String> owners = new HashMap<>();

    /** The packages that are read, and those of libraries; null before they are needed. */
    private @Nullable Set<String> seen;

    InspectedPlugin(PluginLayer layer, Inspection inspection, Application application) {
        this.layer = layer;
        this.inspection = inspection;
        this.application = application;
        Resolution resolution = layer.resolution();
        Map<Configuration, String> plugins = new HashMap<>();
        for (Resolution other : Resolution.withAllBehind(resolution.prerequisites())) {
            plugins.put(other.configuration(), other.name());
            other.standIns().values().forEach(standIn -> plugins.put(standIn, other.name()));
        }
        for (ResolvedModule read : resolution.module().reads()) {
            if (resolution.sees(read)) {
                String plugin = plugins.get(read.configuration());
                String owner = (plugin == null ? "module " : "plugin " + plugin + ", module ")
                        + read.reference().descriptor().toNameAndVersion()
                        + (read.reference() instanceof StandIn && plugin == null ? " on the class path" : "");
                resolution.packagesOf(read).forEach(name -> owners.put(name, owner));
            }
        }
    }

    public ModuleDescriptor descriptor() {
        return layer.resolution().candidate().descriptor();
    }

    public Path location() {
        return layer.resolution().candidate().location();
    }

    private List<ModuleArtifact> libraries() {
        return layer.resolution().candidate().libraries();
    }

    /**
     * Its classes and those of its libraries, in the order of their names, without those that its loader would not find.
     *
     * @throws IOException if one of its files cannot be read
     */
    public List<FoundClass> classes() throws IOException {
        List<FoundClass> all = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        for (ModuleArtifact artifact : layer.resolution().candidate().artifacts()) {
            for (String name : names(artifact)) {
                FoundClass found = listed.add(name) ? find(name) : null;
                if (found != null && found.source() == this) {
                    all.add(found);
                }
            }
        }
        return all;
    }

    /** The internal names of the classes in a jar or directory, sorted; {@code module-info} and {@code package-info} are none. */
    private Set<String> names(ModuleArtifact artifact) throws IOException {
        Set<String> names = new TreeSet<>();
        if (artifact.exploded()) {
            for (Path root : artifact.roots().isEmpty() ? List.of(artifact.file()) : artifact.roots()) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.forEach(
                            file -> names.add(root.relativize(file).toString().replace('\\', '/')));
                }
            }
        } else {
            Path file = artifact.file();
            try (JarFile jar = new JarFile(file.toFile(), false, ZipFile.OPEN_READ, inspection.release())) {
                jar.versionedStream().forEach(entry -> names.add(entry.getName()));
            }
        }
        Set<String> classes = new TreeSet<>();
        for (String name : names) {
            if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.endsWith("-info.class")) {
                classes.add(name.substring(0, name.length() - CLASS.length()));
            }
        }
        return classes;
    }

    @Override
    @Nullable
    FoundClass look(String name) {
        String packageName = packageOf(name);
        String path = name + CLASS;
        try {
            ModuleArtifact artifact = layer.artifactWith(packageName, path);
            if (artifact != null) {
                String file = String.valueOf(artifact.file().getFileName());
                String origin = "plugin " + layer.name() + ", " + file;
                Module module =
                        isOwn(packageName) ? layer.module() : layer.loader().getUnnamedModule();
                return new FoundClass(name, this, module, origin, file, () -> layer.classFile(artifact, path));
            }
            if (isOwn(packageName)) {
                return null;
            }
            InspectedPlugin other = inspection.of(layer.elsewhere(packageName));
            return other != null ? other.find(name) : fromApplication(packageName, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the application's loader gives it, or a view of its class path. */
    private @Nullable FoundClass fromApplication(String packageName, String name) {
        ApplicationClasses all = inspection.applicationClasses();
        if (owners.containsKey(packageName) || !application.isOnClassPath() || ClassPathView.isOfBoot(packageName)) {
            return all.find(name);
        }
        FoundClass found = seesAll() ? all.find(name) : null;
        return found != null && !found.module().isNamed() && all.conceals(found) ? null : found;
    }

    private boolean seesAll() {
        return layer.resolution().readsMore(application);
    }

    /** Whether a class of it is in its unnamed module, which only libraries are. */
    public boolean isLibrary(FoundClass type) {
        return type.module() == layer.loader().getUnnamedModule();
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
        layer.resolution().module().reads().forEach(module -> read.add(module.name()));
        Set<String> unmet = new TreeSet<>();
        for (Requires requires : descriptor().requires()) {
            if (requires.modifiers().contains(Requires.Modifier.STATIC) && !read.contains(requires.name())) {
                unmet.add(requires.name());
            }
        }
        return unmet;
    }

    /** Whether its module reads a package that is above or below another one, also one of its libraries. */
    public boolean isNextToRead(String packageName) {
        for (String read : packagesSeen()) {
            boolean isNear = packageName.startsWith(read + ".") || read.startsWith(packageName + ".");
            if (isNear && read.indexOf('.') > 0 && !LibraryPath.isOfJdk(read)) {
                return true;
            }
        }
        return false;
    }

    private Set<String> packagesSeen() {
        Set<String> known = seen;
        if (known == null) {
            known = new HashSet<>(owners.keySet());
            if (descriptor().isAutomatic()) { // which sees all of the application, declared or not
                known.addAll(inspection.applicationClasses().packages());
            }
            for (ModuleArtifact library : libraries()) {
                known.addAll(library.descriptor().packages());
            }
            seen = known;
        }
        return known;
    }

    /** The class of an internal name that code in a class of this plugin would get, and whether it can use it if it is public. */
    public Lookup lookup(FoundClass from, String name) {
        FoundClass found = find(name);
        if (found != null) {
            Module user = from.module();
            boolean isRead = user.canRead(found.module());
            boolean isUsable = isRead && found.module().isExported(found.packageName(), user);
            return new Lookup(
                    isUsable ? Access.GRANTED : isRead ? Access.NOT_EXPORTED : Access.NOT_READ, found, "", "");
        }
        String packageName = packageOf(name);
        if (!isOwn(packageName) && !owners.containsKey(packageName)) {
            Lookup hidden = inspection.hidden(name);
            if (hidden.found() != null) {
                return hidden;
            }
        }
        return absent(packageName);
    }

    /** What is known of a class that is not found: what has its package. */
    private Lookup absent(String packageName) {
        String owner = isOwn(packageName) ? "module " + descriptor().toNameAndVersion() : owners.get(packageName);
        if (owner != null) {
            return new Lookup(Access.ABSENT, null, owner, "");
        }
        for (ModuleArtifact library : libraries()) {
            if (library.descriptor().packages().contains(packageName) && !LibraryPath.isOfJdk(packageName)) {
                String file = String.valueOf(library.file().getFileName());
                return new Lookup(Access.ABSENT, null, "library " + file, file);
            }
        }
        boolean isUnseen = application.isOnClassPath() && !seesAll() && !ClassPathView.isOfBoot(packageName);
        return isUnseen
                ? Lookup.ABSENT
                : new Lookup(
                        Access.ABSENT, null, inspection.applicationClasses().ownerOf(packageName), "");
    }

    private boolean isOwn(String packageName) {
        return descriptor().packages().contains(packageName);
    }

    PluginLayer layer() {
        return layer;
    }
}
