package dev.pluginhost.maven;

import dev.pluginhost.PluginHost;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A project that was built before the tests. */
final class BuiltProject {

    private final Path directory;

    BuiltProject(String name) {
        this.directory = Path.of(System.getProperty("pluginhost.projects"), name);
    }

    Path resolve(String path) {
        return directory.resolve(path);
    }

    /** What the builds of this project have printed, one after the other. */
    String log() throws IOException {
        return Files.readString(resolve("build.log"));
    }

    /** The bundle that is below a directory. */
    Path bundle(String below) throws IOException {
        try (Stream<Path> files = Files.list(resolve(below))) {
            return files.filter(file -> file.toString().endsWith("-bundle.zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static List<String> entries(Path zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            file.stream().map(ZipEntry::getName).forEach(names::add);
        }
        return names;
    }

    /** Imports bundles in an application that consists of the given jars, and gets the result of some use of the host. */
    static void use(List<Path> application, List<Path> bundles, Use use) throws Exception {
        URL[] urls = new URL[application.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = application.get(i).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, PluginHost.class.getClassLoader())) {
            PluginHost.Builder builder = PluginHost.builder()
                    .applicationLoader(loader)
                    .index(Path.of(System.getProperty("pluginhost.projects"), "cache"));
            try (PluginHost host = builder.bundle(bundles.toArray(Path[]::new)).build()) {
                use.with(host, loader);
            }
        }
    }

    interface Use {
        void with(PluginHost host, ClassLoader application) throws Exception;
    }
}
