package dev.pluginhost.publishedtests.libraries;

import dev.pluginhost.PluginHost;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes that resolve and use libraries. */
final class Jvms {

    /** What was told of a stage. */
    record Result(boolean ok, String text) {}

    private static final String SEPARATOR = File.pathSeparator;

    private final Path directory;
    private int count; // of the processes

    Jvms(Path directory) {
        this.directory = directory;
    }

    /** The jars of each library, or what went wrong. */
    Map<Library, Object> resolve(List<Library> libraries) throws Exception {
        Path wanted = directory.resolve("artifacts");
        Path found = directory.resolve("jars");
        Files.write(
                wanted,
                libraries.stream()
                        .map(library -> String.join(" ", library.artifacts))
                        .toList());
        List<String> command = List.of(
                Path.of(System.getProperty("pluginhost.tables"), "Resolve.java").toString(),
                System.getProperty("pluginhost.repository"),
                System.getProperty("pluginhost.offline"),
                wanted.toString(),
                found.toString());
        String resolver = Files.readString(Path.of(System.getProperty("pluginhost.resolver")));
        Path log = run(List.of(), resolver, command, TimeUnit.MINUTES.toSeconds(50));
        if (!Files.exists(found)) {
            throw new IOException("The libraries are not resolved: " + Files.readString(log));
        }
        Map<Library, Object> jars = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(found);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            jars.put(
                    libraries.get(i),
                    line.startsWith("!")
                            ? line
                            : Stream.of(line.split("\t")).map(Path::of).toList());
        }
        return jars;
    }

    /** Uses libraries that need the same JVM; if it ends early, the next one goes on behind the library that ended it. */
    Map<Library, Map<String, Result>> use(String mode, List<String> options, Map<Library, Path> bundles)
            throws Exception {
        Map<Library, Map<String, Result>> all = new LinkedHashMap<>();
        Map<Library, Path> left = new LinkedHashMap<>(bundles);
        while (!left.isEmpty()) {
            Path results = Files.createFile(directory.resolve("results-" + count));
            List<String> command = new ArrayList<>(List.of(Use.class.getName(), mode, results.toString()));
            left.values().forEach(bundle -> command.add(bundle.toString()));
            String path = runnerPath();
            if (mode.equals("own-class-path")) {
                path += SEPARATOR + left.values().iterator().next() + File.separator + "*";
            }
            Path log = run(options, path, command, 60 + left.size() * 70L);
            Map<String, Map<String, Result>> told = read(results);
            Map<Library, Path> more = new LinkedHashMap<>();
            boolean ended = told.values().stream().anyMatch(stages -> stages.containsKey(Use.RELEASE));
            left.forEach((library, bundle) -> {
                Map<String, Result> stages = told.get(library.plugin());
                if (stages == null) {
                    more.put(library, bundle);
                } else {
                    all.put(library, stages);
                }
            });
            if (more.size() == left.size()) {
                throw new IOException("A JVM did not start: " + tail(log));
            }
            if (!ended && !told.isEmpty()) {
                // The last one that began is the one that has ended the JVM.
                List<Map<String, Result>> begun = List.copyOf(told.values());
                begun.get(begun.size() - 1).putIfAbsent(Use.USE, new Result(false, "the JVM has ended: " + tail(log)));
            }
            left.clear();
            left.putAll(more);
        }
        return all;
    }

    private Path run(List<String> options, String path, List<String> command, long seconds) throws Exception {
        Path log = directory.resolve("log-" + count++ + ".txt");
        List<String> whole = new ArrayList<>();
        whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        whole.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx1g"));
        whole.addAll(List.of("-Djava.awt.headless=true", "-Djava.io.tmpdir=" + temporary()));
        whole.addAll(options);
        whole.addAll(List.of("-cp", path));
        whole.addAll(command);
        Process process = new ProcessBuilder(whole)
                .directory(temporary().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } finally {
            process.destroyForcibly();
        }
        return log;
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(directory.resolve("temporary"));
    }

    private static Map<String, Map<String, Result>> read(Path results) throws IOException {
        Map<String, Map<String, Result>> told = new LinkedHashMap<>();
        for (String line : Files.readAllLines(results)) {
            String[] parts = line.split("\t", -1);
            told.computeIfAbsent(parts[0], none -> new LinkedHashMap<>())
                    .put(parts[1], new Result(parts[2].equals("ok"), Use.unescaped(parts[3])));
        }
        return told;
    }

    private static String tail(Path log) throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - 3_000));
    }

    /** The host, on the class path, and the class that uses libraries. */
    private static String runnerPath() {
        return Stream.of(location("dev.pluginhost"), location("dev.pluginhost.impl"), testClasses())
                .map(Path::toString)
                .collect(Collectors.joining(SEPARATOR));
    }

    private static Path testClasses() {
        try {
            return Path.of(Jvms.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path location(String module) {
        return Path.of(PluginHost.class
                .getModule()
                .getLayer()
                .configuration()
                .findModule(module)
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    }
}
