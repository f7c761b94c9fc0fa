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

    /** What is known of a stage. */
    record Result(boolean ok, String text) {}

    private static final String SEPARATOR = File.pathSeparator;

    /** Variables that change any JVM. */
    private static final List<String> OPTIONS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private static final List<String> HARMLESS = List.of("PATH", "Path", "SystemRoot", "LANG", "LC_ALL", "TZ");

    private final Path directory;
    private int count; // of the processes

    Jvms(Path directory) {
        this.directory = directory;
    }

    /** The jars of each library that is found; tells for the others what went wrong. */
    Map<Library, List<Path>> resolve(List<Library> libraries, boolean offline, Map<Library, String> unresolved)
            throws Exception {
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
                setting("pluginhost.user-settings"),
                setting("pluginhost.global-settings"),
                String.valueOf(offline),
                wanted.toString(),
                found.toString());
        String resolver = Files.readString(Path.of(System.getProperty("pluginhost.resolver")));
        ProcessBuilder process = process(List.of(), resolver, command);
        process.environment().keySet().removeAll(OPTIONS);
        Path log = run(process, 120 + libraries.size() * 10L);
        List<String> lines = Files.exists(found) ? Files.readAllLines(found) : List.of();
        Map<Library, List<Path>> jars = new LinkedHashMap<>();
        for (int i = 0; i < libraries.size(); i++) {
            if (i >= lines.size()) {
                unresolved.put(libraries.get(i), "the process was ended, or has ended, before: " + tail(log));
            } else if (lines.get(i).startsWith("!")) {
                unresolved.put(libraries.get(i), lines.get(i).substring(1));
            } else {
                jars.put(
                        libraries.get(i),
                        Stream.of(lines.get(i).split("\t")).map(Path::of).toList());
            }
        }
        return jars;
    }

    /** The value of a property that has a text before it. */
    private static String setting(String property) {
        String value = System.getProperty(property);
        return value.substring(value.indexOf(' ') + 1);
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
            List<String> jvm = Stream.concat(options.stream(), Stream.of("-Duser.home=" + temporary()))
                    .toList();
            ProcessBuilder process = process(jvm, runnerPath(), command);
            keepHome(process.environment());
            Path log = run(process, 120 + left.size() * (Use.SECONDS + 10));
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

    private ProcessBuilder process(List<String> options, String path, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>();
        whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        whole.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx1g"));
        whole.add("-XX:SoftRefLRUPolicyMSPerMB=0");
        whole.addAll(List.of("-Djava.awt.headless=true", "-Djava.io.tmpdir=" + temporary()));
        whole.addAll(options);
        whole.addAll(List.of("-cp", path));
        whole.addAll(command);
        return new ProcessBuilder(whole).directory(temporary().toFile()).redirectErrorStream(true);
    }

    /** Takes everything from an environment that could lead a library to files of the user, or make a JVM another one. */
    private void keepHome(Map<String, String> environment) throws IOException {
        environment.keySet().retainAll(HARMLESS);
        environment.put("HOME", temporary().toString());
    }

    private Path run(ProcessBuilder builder, long seconds) throws Exception {
        Path log = directory.resolve("log-" + count++ + ".txt");
        Process process = builder.redirectOutput(log.toFile()).start();
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
        return Stream.of(
                        location("dev.pluginhost"),
                        location("dev.pluginhost.modules"),
                        location("dev.pluginhost.impl"),
                        testClasses())
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
