package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    @TempDir
    Path directory;

    private Workshop workshop;
    private Path classes;

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
        for (Path jar : List.of(Artifacts.HOST_API, Artifacts.HOST_IMPL)) {
            Files.copy(jar, modules.resolve(jar.getFileName()));
        }
        Map<String, String> application = new TreeMap<>(projects.get("boot"));
        application.keySet().removeIf(path -> !path.endsWith(".java"));
        Path boot = workshop.buildPlain(
                "boot",
                application,
                directory.resolve("boot"),
                Run.path(Run.path(LIBRARIES), Run.path(Artifacts.HOST_API, api)));
        classes = Files.createDirectory(directory.resolve("unpacked"));
        Run.in(classes, Run.JAVA.resolveSibling("jar"), "--extract", "--file", boot)
                .succeeded();
    }

    @Test
    @DisplayName("starts from classes and jars")
    void classPath() throws IOException {
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
    @DisplayName("starts from one jar as Spring Boot packs it")
    void oneJar() throws IOException {
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

    private void assertStarts() {
        String expected = PAGE.blocks().stream()
                .filter(block -> block.files().containsKey(START))
                .flatMap(block -> PAGE.after(block).stream())
                .findFirst()
                .orElseThrow()
                .text();

        Run run = workshop.shell(PAGE.files().get(START));

        assertEquals(0, run.exit(), run::toString);
        List<String> lines = run.out().lines().toList();
        assertEquals(expected.strip(), lines.get(lines.size() - 1), run::toString);
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
