package dev.pluginhost.maven;

import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/** How an application is started: its path, whether that is a module path, and its main class. Immutable. */
final class ApplicationStart {

    private final List<Path> path;
    private final boolean onModulePath;
    private final String main;

    private ApplicationStart(List<Path> path, boolean onModulePath, String main) {
        this.path = path;
        this.onModulePath = onModulePath;
        this.main = main;
    }

    /**
     * The start of an artifact with its dependencies: on the module path if it declares a module, else on the class path.
     *
     * @param jar the jar or directory of the artifact, which is on the path
     */
    static ApplicationStart ofArtifact(@Nullable Path jar, List<Path> path, @Nullable String main, String name)
            throws IOException, MojoExecutionException {
        if (jar == null) {
            throw noMain(name);
        }
        ModuleDescriptor module = module(jar);
        if (module == null || module.isAutomatic()) {
            String found = main == null ? mainClass(jar) : main;
            if (found == null) {
                throw noMain(name);
            }
            return new ApplicationStart(path, false, found);
        }
        String found = main(module, jar, main);
        if (found == null) {
            throw noMain(name);
        }
        return new ApplicationStart(path, true, found);
    }

    /** The start of a directory of jars, which are a module path. */
    static ApplicationStart ofDirectory(Path directory, @Nullable String main)
            throws IOException, MojoExecutionException {
        List<Path> jars = jars(directory);
        if (main != null && main.contains("/")) {
            return new ApplicationStart(jars, true, main);
        }
        List<String> found = new ArrayList<>();
        for (Path jar : jars) {
            ModuleDescriptor module = module(jar);
            String start = module == null ? null : main(module, jar, null);
            if (module != null && main != null && module.packages().contains(packageName(main))) {
                found.add(module.name() + "/" + main);
            } else if (module != null && main == null && !module.isAutomatic() && start != null) {
                found.add(start);
            }
        }
        if (found.size() != 1) {
            throw new MojoExecutionException("Directory " + directory + " has "
                    + (found.isEmpty() ? "no module with a main class" : "several modules to start: " + found)
                    + ", wanted by the goal run; set the parameter \"mainClass\" to module/package.Class");
        }
        return new ApplicationStart(jars, true, found.get(0));
    }

    /** The start of a main class on a class path. */
    static ApplicationStart ofClassPath(List<Path> path, String main) {
        return new ApplicationStart(path, false, main);
    }

    private static List<Path> jars(Path directory) throws MojoExecutionException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new MojoExecutionException(
                    "Directory " + directory + " cannot be read (" + e
                            + "), wanted as the application's; correct the parameter \"applicationDirectory\"",
                    e);
        }
        jars.sort(null);
        return jars;
    }

    private static MojoExecutionException noMain(String application) {
        return new MojoExecutionException(
                "Application " + application + " has no main class, wanted by the goal run;"
                        + " set the parameter \"mainClass\", or let the jar plugin write the main class into the application's jar");
    }

    private static String packageName(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    /** What starts a module, as the option {@code -m} has it; null if nothing is known. */
    private static @Nullable String main(ModuleDescriptor module, Path jar, @Nullable String main) throws IOException {
        if (main != null) {
            return main.contains("/") ? main : module.name() + "/" + main;
        }
        String found = module.mainClass().orElse(null);
        if (found == null) {
            found = mainClass(jar);
        }
        return found == null ? null : module.name() + "/" + found;
    }

    private static @Nullable String mainClass(Path jar) throws IOException {
        if (Files.isDirectory(jar)) {
            return null;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
    }

    private static @Nullable ModuleDescriptor module(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll().stream()
                    .map(ModuleReference::descriptor)
                    .findFirst()
                    .orElse(null);
        } catch (FindException e) {
            return null; // only on the class path
        }
    }

    /** The arguments for {@code java} that name what is started. */
    List<String> main() {
        return onModulePath ? List.of("-m", main) : List.of(main);
    }

    /** Writes the other options into a file for {@code java}, as a path may be too long for a command. */
    void write(Path file, Path development, List<String> more) throws IOException {
        List<String> options = new ArrayList<>();
        options.add("-Ddev.pluginhost.development=" + development.toAbsolutePath());
        String joined = path.stream()
                .map(entry -> entry.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        if (onModulePath) {
            // A plugin may use any part of Java SE, whether the application does or not.
            options.addAll(List.of("--add-modules", "java.se", "--module-path", joined));
        } else {
            options.addAll(List.of("-classpath", joined));
        }
        options.addAll(more);
        Files.createDirectories(file.toAbsolutePath().getParent());
        // As the launcher reads it, which is not always UTF-8.
        Charset encoding = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        Files.write(file, options.stream().map(ApplicationStart::quoted).toList(), encoding);
    }

    private static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
