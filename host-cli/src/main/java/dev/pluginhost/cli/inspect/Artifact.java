package dev.pluginhost.cli.inspect;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.Problem;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What is at a path that may be a plugin.
 *
 * @param path where it is, absolute
 * @param kind what it is
 * @param plugin the plugin as the host sees it, without an application; empty if it is none
 * @param modules its jars, of a bundle the plugin's first, or the exploded module
 * @param problems why it cannot be a plugin, one line each
 */
public record Artifact(
        Path path, Kind kind, Optional<PluginInfo> plugin, List<ModuleFacts> modules, List<String> problems) {

    /** What a file or a directory is. */
    public enum Kind {
        /** A jar with a module declaration. */
        MODULAR_JAR,
        /** A jar without a module declaration: an automatic module. */
        PLAIN_JAR,
        /** A directory with a module declaration. */
        EXPLODED_MODULE,
        /** A directory of jars. */
        BUNDLE,
        /** A bundle that is one zip file. */
        ZIP,
        /** Something else. */
        OTHER
    }

    /** Reads what is at a path. */
    public static Artifact of(Path path) {
        if (Files.isDirectory(path)) {
            return directory(path);
        }
        if (String.valueOf(path.getFileName()).endsWith(".jar")) {
            return jar(path);
        }
        if (String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip")) {
            return zip(path);
        }
        return otherFile(path);
    }

    private static Artifact jar(Path path) {
        ModuleFacts facts = ModuleReader.read(path);
        Kind kind = facts.descriptor()
                .map(module -> module.isAutomatic() ? Kind.PLAIN_JAR : Kind.MODULAR_JAR)
                .orElse(Kind.OTHER);
        return of(path, kind, List.of(facts), false);
    }

    private static Artifact directory(Path path) {
        if (Files.exists(path.resolve("module-info.class"))) {
            return of(path, Kind.EXPLODED_MODULE, List.of(ModuleReader.read(path)), false);
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new ProblemException(
                    "Directory " + path + " cannot be read: " + e.getMessage() + "; see who may read it", e);
        }
        Collections.sort(jars);
        if (!jars.isEmpty()) {
            return of(path, Kind.BUNDLE, jars.stream().map(ModuleReader::read).toList(), true);
        }
        return other(
                path,
                Kind.OTHER,
                "Directory " + path + " has neither a module-info.class nor jars; name an artifact, or list the plugins"
                        + " of a directory with \"pluginhost list\"");
    }

    /** A host unpacks it, with all that it guards against, into a directory that does not outlive this. */
    private static Artifact zip(Path path) {
        Path work;
        try {
            work = Files.createTempDirectory("pluginhost");
        } catch (IOException e) {
            throw new ProblemException(
                    "No temporary directory can be made: " + e.getMessage() + "; set java.io.tmpdir to one", e);
        }
        try (ApplicationPath nothing = ApplicationPath.of(List.of());
                PluginHost host = nothing.indexedHost(List.of(path)).index(work).build()) {
            List<PluginInfo> found = host.plugins();
            List<ModuleFacts> modules = new ArrayList<>();
            for (Path jar : jarsBelow(work)) {
                modules.add(ModuleReader.read(jar).in(path));
            }
            return seen(path, modules.isEmpty() ? Kind.OTHER : Kind.ZIP, modules, host, found);
        } finally {
            delete(work);
        }
    }

    private static List<Path> jarsBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ProblemException(
                    "Directory " + directory + " cannot be read: " + e.getMessage() + "; try again", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    "Directory " + directory + " cannot be removed: " + e.getMessage() + "; remove it yourself", e);
        }
    }

    private static Artifact otherFile(Path path) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().equals("module-info.class")
                        || entry.getName().equals("META-INF/MANIFEST.MF")) {
                    return other(
                            path,
                            Kind.OTHER,
                            path + " has the content of a jar and not its name; rename it so that it ends with .jar");
                }
            }
            return other(
                    path,
                    Kind.OTHER,
                    path
                            + " is a zip file without the name of one; rename it so that it ends with .zip if it is a bundle");
        } catch (ZipException e) {
            String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
            return other(
                    path,
                    Kind.OTHER,
                    name.endsWith(".jmod")
                            ? path + " is for making run-time images only; use the jar of the module"
                            : path + " is no jar; name a jar, a bundle or an exploded module");
        } catch (IOException e) {
            throw new ProblemException(path + " cannot be read: " + e.getMessage() + "; see who may read it", e);
        }
    }

    private static Artifact other(Path path, Kind kind, String problem) {
        return new Artifact(path, kind, Optional.empty(), List.of(), List.of(problem));
    }

    /** Asks a host what it sees there. */
    private static Artifact of(Path path, Kind kind, List<ModuleFacts> modules, boolean isBundle) {
        try (ApplicationPath nothing = ApplicationPath.of(List.of())) {
            PluginHost.Builder builder = isBundle ? nothing.host(List.of()).bundle(path) : nothing.host(List.of(path));
            try (PluginHost host = builder.build()) {
                return seen(path, kind, modules, host, host.plugins());
            }
        }
    }

    private static Artifact seen(
            Path path, Kind kind, List<ModuleFacts> modules, PluginHost host, List<PluginInfo> found) {
        List<String> problems = new ArrayList<>();
        modules.forEach(module -> problems.addAll(module.problems()));
        Optional<PluginInfo> plugin = found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        for (Problem problem : host.check()) {
            boolean isItsOwn = switch (problem.reason()) {
                case UNREADABLE, INVALID, AMBIGUOUS, SOURCE -> true;
                default -> false; // whether the rest is there depends on what it is installed with
            };
            if (isItsOwn && problem.severity() == Problem.Severity.ERROR && problems.isEmpty()) {
                problems.add(problem.message());
            }
        }
        return new Artifact(path, kind, plugin, pluginFirst(modules, plugin), List.copyOf(problems));
    }

    private static List<ModuleFacts> pluginFirst(List<ModuleFacts> modules, Optional<PluginInfo> plugin) {
        List<ModuleFacts> ordered = new ArrayList<>(modules);
        for (ModuleFacts module : modules) {
            boolean isPlugin = plugin.isPresent()
                    && module.descriptor()
                            .map(found -> found.name().equals(plugin.get().name()))
                            .orElse(false);
            if (isPlugin) {
                ordered.remove(module);
                ordered.add(0, module);
            }
        }
        return List.copyOf(ordered);
    }
}
