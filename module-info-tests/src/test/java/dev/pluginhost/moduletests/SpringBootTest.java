package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/how-to/spring-boot.md says, with the real Spring Boot. */
@DisplayName("An application with Spring Boot, and the host on its class path")
class SpringBootTest {

    private static final Path[] LIBRARIES = Workshop.jars(Path.of(System.getProperty("pluginhost.spring")));
    private static final Page PAGE = Page.read("docs/how-to/spring-boot.md");
    private static final String START = "boot/start.sh";

    /** An application that works is much faster, even on a busy machine. */
    private static final long TIMEOUT_SECONDS = 180;

    @TempDir
    Path directory;

    private Workshop workshop;
    private Path classes;
    private Path next;

    @BeforeEach
    void build() throws IOException {
        workshop = new Workshop(directory);
        Map<String, Map<String, String>> projects = new LinkedHashMap<>();
        PAGE.files().forEach((path, text) -> {
            String[] parts = path.split("/", 2);
            projects.computeIfAbsent(parts[0], name -> new LinkedHashMap<>()).put(parts[1], text);
        });
        Path modules = directory.resolve("modules");
        Path api = workshop.build("acme.api", projects.get("api"), modules, "");
        workshop.build("acme.hello", projects.get("hello"), workshop.plugins(), api.toString());
        next = workshop.build("acme.hello", projects.get("hello-next"), directory.resolve("next"), api.toString());
        for (Path jar : List.of(Artifacts.HOST_API, Artifacts.HOST_IMPL, Artifacts.STARTER)) {
            Files.copy(jar, modules.resolve(jar.getFileName()));
        }
        Map<String, String> application = new TreeMap<>(projects.get("boot"));
        application.keySet().removeIf(path -> path.endsWith(".sh"));
        Path boot = workshop.buildPlain(
                "boot",
                application,
                directory.resolve("boot"),
                Run.path(Run.path(LIBRARIES), Run.path(Artifacts.HOST_API, Artifacts.STARTER, api)));
        classes = Files.createDirectory(directory.resolve("unpacked"));
        Run.in(classes, Run.JAVA.resolveSibling("jar"), "--extract", "--file", boot)
                .succeeded();
    }

    @Test
    @DisplayName("starts from classes and jars, and takes a new version of a plugin")
    void classPath() throws IOException, InterruptedException {
        try (JarOutputStream jar = jar(manifest(
                "acme.boot.Application",
                Stream.concat(Stream.of(LIBRARIES), Stream.of(Workshop.jars(directory.resolve("modules"))))
                        .map(library -> library.toUri().toString())
                        .reduce("", (all, one) -> all + " " + one)))) {
            addClasses(jar, "");
        }

        assertStarts();
    }

    @Test
    @DisplayName("starts from one jar as Spring Boot packs it, and takes a new version of a plugin")
    void oneJar() throws IOException, InterruptedException {
        Manifest manifest = manifest("org.springframework.boot.loader.launch.JarLauncher", "");
        manifest.getMainAttributes().putValue("Start-Class", "acme.boot.Application");
        manifest.getMainAttributes().putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        manifest.getMainAttributes().putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        try (JarOutputStream jar = jar(manifest)) {
            for (Path library : LIBRARIES) {
                if (library.getFileName().toString().startsWith("spring-boot-loader")) {
                    unpack(library, jar);
                } else {
                    store(library, jar);
                }
            }
            for (Path module : Workshop.jars(directory.resolve("modules"))) {
                store(module, jar);
            }
            addClasses(jar, "BOOT-INF/classes/");
        }

        assertStarts();
    }

    /** The application runs until it has printed both texts of the page; between them, the plugin is replaced. */
    private void assertStarts() throws IOException, InterruptedException {
        List<String> texts = PAGE.blocks().stream()
                .filter(block -> block.language().equals("text"))
                .map(block -> block.text().strip())
                .toList();
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", PAGE.files().get(START))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        environment.put("PATH", Run.JAVA.getParent() + File.pathSeparator + environment.getOrDefault("PATH", ""));
        environment.put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        Process process = builder.start();
        try {
            awaitLine(process, log, texts.get(0));
            Files.move(next, workshop.plugins().resolve(next.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            awaitLine(process, log, texts.get(1));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static void awaitLine(Process process, Path log, String line) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!Files.readAllLines(log).contains(line)) {
            boolean goesOn = process.isAlive() && System.nanoTime() < end;
            assertTrue(goesOn, () -> "It does not print '" + line + "': " + read(log));
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Manifest manifest(String mainClass, String classPath) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, mainClass);
        if (!classPath.isEmpty()) {
            attributes.put(Attributes.Name.CLASS_PATH, classPath.strip());
        }
        return manifest;
    }

    private JarOutputStream jar(Manifest manifest) throws IOException {
        return new JarOutputStream(Files.newOutputStream(directory.resolve("application.jar")), manifest);
    }

    private void addClasses(JarOutputStream jar, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(file -> !file.startsWith(classes.resolve("META-INF")))
                    .toList()) {
                String name = prefix + classes.relativize(file).toString().replace('\\', '/');
                if (Files.isRegularFile(file)) {
                    jar.putNextEntry(new ZipEntry(name));
                    Files.copy(file, jar);
                } else if (!name.isEmpty()) {
                    jar.putNextEntry(new ZipEntry(name.endsWith("/") ? name : name + "/"));
                }
                jar.closeEntry();
            }
        }
    }

    private static void unpack(Path library, JarOutputStream jar) throws IOException {
        try (JarFile file = new JarFile(library.toFile())) {
            for (ZipEntry entry : file.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList()) {
                jar.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream in = file.getInputStream(entry)) {
                    in.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
    }

    /** Nested jars are not compressed. */
    private static void store(Path library, JarOutputStream jar) throws IOException {
        byte[] bytes = Files.readAllBytes(library);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ZipEntry entry = new ZipEntry("BOOT-INF/lib/" + library.getFileName());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        jar.putNextEntry(entry);
        ((OutputStream) jar).write(bytes);
        jar.closeEntry();
    }
}
