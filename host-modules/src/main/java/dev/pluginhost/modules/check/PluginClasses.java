package dev.pluginhost.modules.check;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.application.StandIn;
import dev.pluginhost.modules.check.Lookup.Access;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.LibraryPath;
import dev.pluginhost.modules.layer.Resolution;
import java.io.Closeable;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The classes that the loader of a plugin would find, in the order of {@code PluginClassLoader}: those of its module, of the modules that it
 * reads, of its libraries, of the application. Each is found with the module that it would be in. For use by one thread.
 */
final class PluginClasses extends ClassSource implements Closeable {

    private final Application application;
    private final ApplicationClasses above;
    private final boolean readsMore;
    final Resolution resolution;

    /** The plugin's first, then its libraries. */
    final List<ArtifactClasses> artifacts = new ArrayList<>();

    /** By package: where it comes from if it is read from elsewhere, and in words. */
    private final Map<String, ClassSource> remote = new HashMap<>();

    private final Map<String, String> remoteOwners = new HashMap<>();

    /** What was asked for before. */
    private final Map<FoundClass, Access> ofModule = new HashMap<>();

    private final Map<FoundClass, Access> ofLibraries = new HashMap<>();

    /** The packages that are read, and those of libraries; null before they are needed. */
    private @Nullable Set<String> seen;

    /** The modules that are read. */
    private final Set<ResolvedModule> reads;

    /** For a release of Java, with those of other plugins, which are opened when needed. */
    PluginClasses(
            Resolution resolution,
            Application application,
            ApplicationClasses above,
            Function<Resolution, PluginClasses> others,
            Runtime.Version release)
            throws IOException {
        this.resolution = resolution;
        this.application = application;
        this.above = above;
        this.readsMore = resolution.readsMore(application);
        this.reads = resolution.module().reads();
        try {
            for (ModuleArtifact artifact : resolution.candidate().artifacts()) {
                artifacts.add(new ArtifactClasses(artifact, release));
            }
            addRemote(others);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void addRemote(Function<Resolution, PluginClasses> others) {
        Map<Configuration, Resolution> plugins = new HashMap<>();
        for (Resolution other : Resolution.withAllBehind(resolution.prerequisites())) {
            plugins.put(other.configuration(), other);
            other.standIns().values().forEach(standIn -> plugins.put(standIn, other));
        }
        for (ResolvedModule read : reads) {
            if (!resolution.sees(read)) {
                continue;
            }
            Resolution other = plugins.get(read.configuration());
            ClassSource source = other == null ? above : others.apply(other);
            String owner = (other == null ? "module " : "plugin " + other.name() + ", module ")
                    + read.reference().descriptor().toNameAndVersion()
                    + (read.reference() instanceof StandIn && other == null ? " on the class path" : "");
            for (String name : resolution.packagesOf(read)) {
                remote.put(name, source);
                remoteOwners.put(name, owner);
            }
        }
    }

    private ModuleDescriptor descriptor() {
        return resolution.candidate().descriptor();
    }

    private boolean isOwn(String packageName) {
        return descriptor().packages().contains(packageName);
    }

    @Override
    @Nullable
    FoundClass look(String name) {
        String packageName = packageOf(name);
        boolean isOwn = isOwn(packageName);
        if (isOwn && artifacts.get(0).names().contains(name)) {
            return found(name, resolution, artifacts.get(0));
        }
        ClassSource elsewhere = remote.get(packageName);
        if (isOwn || (elsewhere == null && !LibraryPath.isOfJdk(packageName))) {
            for (ArtifactClasses library : artifacts.subList(1, artifacts.size())) {
                if (library.names().contains(name)) {
                    return found(name, isOwn ? resolution : this, library);
                }
            }
        }
        return isOwn ? null : elsewhere == null ? fromAbove(packageName, name) : elsewhere.find(name);
    }

    private FoundClass found(String name, Object module, ArtifactClasses artifact) {
        String file = String.valueOf(artifact.file().getFileName());
        String origin = "plugin " + resolution.name() + ", " + file;
        return new FoundClass(name, this, module, origin, file, () -> artifact.read(name));
    }

    /** As the loader above gives it: the application's, or a view of its class path. */
    private @Nullable FoundClass fromAbove(String packageName, String name) {
        if (!application.isOnClassPath() || Application.isOfBoot(packageName)) {
            return above.find(name);
        }
        FoundClass found = readsMore ? above.find(name) : null;
        return found != null && found.module() == above && above.conceals(found) ? null : found;
    }

    /** What is known of a class that is not found: what has its package. */
    Lookup absent(String packageName) {
        String owner = isOwn(packageName) ? "module " + descriptor().toNameAndVersion() : remoteOwners.get(packageName);
        if (owner != null) {
            return new Lookup(Access.ABSENT, null, owner, "");
        }
        for (ArtifactClasses library : artifacts.subList(1, artifacts.size())) {
            if (library.hasPackage(packageName) && !LibraryPath.isOfJdk(packageName)) {
                String file = String.valueOf(library.file().getFileName());
                return new Lookup(Access.ABSENT, null, "library " + file, file);
            }
        }
        boolean isUnseen = application.isOnClassPath() && !readsMore && !Application.isOfBoot(packageName);
        return isUnseen ? Lookup.ABSENT : new Lookup(Access.ABSENT, null, above.ownerOf(packageName), "");
    }

    /** Whether code here can use a public class that the loader has found. */
    Access access(FoundClass from, FoundClass to) {
        Map<FoundClass, Access> known = from.module() == resolution ? ofModule : ofLibraries;
        return known.computeIfAbsent(to, absent -> newAccess(from, to));
    }

    private Access newAccess(FoundClass from, FoundClass to) {
        if (from.module() == to.module()) {
            return Access.GRANTED;
        }
        boolean isOwn = from.module() == resolution;
        boolean reads = !isOwn || reads(to.module());
        return !reads
                ? Access.NOT_READ
                : exports(to.module(), to.packageName(), isOwn) ? Access.GRANTED : Access.NOT_EXPORTED;
    }

    private boolean reads(Object module) {
        if (module instanceof Module named) {
            return isRead(
                    named.getName(),
                    named.getLayer() == null ? null : named.getLayer().configuration());
        }
        if (module instanceof Resolution plugin) {
            return isRead(plugin.name(), plugin.configuration());
        }
        return module != above || application.isOnClassPath() || descriptor().isAutomatic();
    }

    private boolean isRead(String name, @Nullable Configuration configuration) {
        for (ResolvedModule read : reads) {
            if (read.configuration() == configuration && read.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean exports(Object module, String packageName, boolean toOwn) {
        if (module instanceof Module named) {
            return named.isExported(packageName)
                    || (!toOwn
                            && named.isExported(
                                    packageName, application.loader().getUnnamedModule()));
        }
        if (!(module instanceof Resolution plugin)) {
            return true; // an unnamed module's
        }
        Set<String> targets = new HashSet<>();
        if (toOwn) {
            targets.add(resolution.name());
        } else if (plugin == resolution) { // its libraries may see what it exports to one of them
            resolution.candidate().libraries().forEach(library -> targets.add(library.name()));
        }
        return exports(plugin.candidate().descriptor(), packageName, targets);
    }

    private static boolean exports(ModuleDescriptor module, String packageName, Set<String> targets) {
        boolean exports = module.isAutomatic() || module.isOpen();
        for (Exports each : module.exports()) {
            exports |= each.source().equals(packageName) && isFor(each.targets(), targets);
        }
        for (Opens each : module.opens()) {
            exports |= each.source().equals(packageName) && isFor(each.targets(), targets);
        }
        return exports;
    }

    private static boolean isFor(Set<String> meant, Set<String> targets) {
        boolean isFor = meant.isEmpty();
        for (String target : targets) {
            isFor |= meant.contains(target);
        }
        return isFor;
    }

    /** The class in the plugin's module, whether others see it or not; null if there is none. */
    @Nullable
    FoundClass ownClass(String name) {
        return isOwn(packageOf(name)) ? find(name) : null;
    }

    /** Whether the module reads a package that is above or below another one, also one of its libraries. */
    boolean isNextToRead(String packageName) {
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
            known = new HashSet<>(remote.keySet());
            if (descriptor().isAutomatic()) { // which sees all of the application, declared or not
                known.addAll(above.packages());
            }
            for (ModuleArtifact library : candidate().libraries()) {
                known.addAll(library.descriptor().packages());
            }
            seen = known;
        }
        return known;
    }

    /** Whether a package is neither the module's nor one that it reads, so that only the loader above can have it, or a library. */
    boolean looksElsewhere(String packageName) {
        return !isOwn(packageName) && !remote.containsKey(packageName);
    }

    Candidate candidate() {
        return resolution.candidate();
    }

    @Override
    public void close() throws IOException {
        ArtifactClasses.closeAll(artifacts);
    }
}
