package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Does what docs/how-to/spring-boot.md says, with the real Spring Boot. */
@DisplayName("An application with Spring Boot, and the host on its class path")
class SpringBootTest {

    private static final Path[] LIBRARIES = Workshop.jars(Path.of(System.getProperty("pluginhost.spring")));
    private static final Page PAGE = Page.read("docs/how-to/spring-boot.md");
    private static final Pattern CHANGE = Pattern.compile("Change `(.+)` in `(.+)` to `(.+)`\\.");

    /** An application that works is much faster, even on a busy machine. */
    private static final long TIMEOUT_SECONDS = 180;

    @TempDir
    Path directory;

    private Workshop workshop;
    private Path root;
    private Map<String, String> files;
    private Path api;
    private Path classes;

    @BeforeEach
    void build() throws IOException {
        workshop = new Workshop(directory);
        root = directory.resolve("acme");
        files = new LinkedHashMap<>(PAGE.files());
        workshop.write(files);
        api = jar("api", workshop.build("acme.api", sources("api"), directory.resolve("built"), ""));
        jar("hello", hello());
        Path boot = workshop.buildPlain(
                "boot",
                sources("application"),
                directory.resolve("boot"),
                Run.path(Run.path(LIBRARIES), Run.path(Artifacts.HOST_API, Artifacts.STARTER, api)));
        classes = Files.createDirectory(directory.resolve("unpacked"));
        Run.in(classes, Run.JAVA.resolveSibling("jar"), "--extract", "--file", boot)
                .succeeded();
        // The jars are made here; Maven itself would need the network.
        Path maven =
                Files.writeString(Files.createDirectory(root.resolve("bin")).resolve("mvn"), "#!/bin/sh\n");
        assertTrue(maven.toFile().setExecutable(true));
    }

    @Test
    @DisplayName("has POMs that fit together")
    void poms() {
        Element parent = pom("pom.xml");
        assertEquals(System.getProperty("pluginhost.spring-version"), text(child(parent, "parent"), "version"));
        assertEquals(
                List.of("api", "application", "hello"),
                children(child(parent, "modules")).map(Element::getTextContent).toList());
        for (String project : List.of("api", "application", "hello")) {
            Element its = child(pom(project + "/pom.xml"), "parent");
            assertEquals(coordinates(parent), coordinates(its), project);
        }
        String interfaces = "acme:" + text(pom("api/pom.xml"), "artifactId") + ":1.0.0";
        String artifact = "dev.pluginhost:pluginhost-spring-boot-starter:";
        String starter = Artifacts.STARTER.getFileName().toString();
        assertEquals(
                List.of(
                        "org.springframework.boot:spring-boot-starter:",
                        artifact + starter.replaceAll("^\\D+-|\\.jar$", ""),
                        interfaces),
                dependencies("application"));
        assertEquals(List.of(interfaces), dependencies("hello"));
    }

    @Test
    @DisplayName("starts from classes and jars, and takes a new version of a plugin")
    void classPath() throws IOException, InterruptedException {
        try (JarOutputStream jar = application(manifest(
                "acme.boot.Application",
                Stream.concat(Stream.of(LIBRARIES), modules())
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
        try (JarOutputStream jar = application(manifest)) {
            for (Path library : LIBRARIES) {
                if (library.getFileName().toString().startsWith("spring-boot-loader")) {
                    unpack(library, jar);
                } else {
                    store(library, jar);
                }
            }
            for (Path module : modules().toList()) {
                store(module, jar);
            }
            addClasses(jar, "BOOT-INF/classes/");
        }

        assertStarts();
    }

    /** The application runs until it has printed both texts of the page; between them, the plugin is changed as the page says. */
    private void assertStarts() throws IOException, InterruptedException {
        List<String> texts = PAGE.blocks().stream()
                .filter(block -> block.language().equals("text"))
                .map(block -> block.text().strip())
                .toList();
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", commands("java -jar"))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        environment.put("PATH", path());
        environment.put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        Process process = builder.start();
        try {
            awaitLine(process, log, texts.get(0));
            change();
            Run.in(root, Path.of("/usr/bin/env"), "PATH=" + path(), "sh", "-ec", commands("mv "))
                    .succeeded();
            awaitLine(process, log, texts.get(1));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static String commands(String part) {
        return PAGE.blocks().stream()
                .filter(block -> block.language().equals("sh") && block.text().contains("\n" + part))
                .map(Page.Block::text)
                .findFirst()
                .orElseThrow();
    }

    private void change() throws IOException {
        Matcher change = PAGE.lines().stream()
                .map(CHANGE::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElseThrow();
        files.replaceAll((path, text) ->
                path.endsWith("/" + change.group(2)) ? text.replace(change.group(1), change.group(3)) : text);
        jar("hello", hello());
    }

    private Path hello() {
        return workshop.build("acme.hello", sources("hello"), directory.resolve("built"), api.toString());
    }

    /** The files of a project by their names in its jar. */
    private Map<String, String> sources(String project) {
        Map<String, String> sources = new TreeMap<>();
        files.forEach((path, text) -> {
            String[] parts = path.split("/src/main/(java|resources)/", 2);
            if (parts.length == 2 && parts[0].equals("acme/" + project)) {
                sources.put(parts[1], text);
            }
        });
        return sources;
    }

    private Stream<Path> modules() {
        return Stream.of(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, Artifacts.STARTER, api);
    }

    private String path() {
        return Run.path(root.resolve("bin"), Run.JAVA.getParent()) + File.pathSeparator + System.getenv("PATH");
    }

    /** Moves a jar to where Maven makes it. */
    private Path jar(String project, Path jar) throws IOException {
        return Files.move(jar, target(project), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path target(String project) throws IOException {
        Element pom = pom(project + "/pom.xml");
        String name = text(pom, "artifactId") + "-" + text(child(pom, "parent"), "version") + ".jar";
        return Files.createDirectories(root.resolve(project).resolve("target")).resolve(name);
    }

    private Element pom(String path) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(root.resolve(path).toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    private List<String> dependencies(String project) {
        return children(child(pom(project + "/pom.xml"), "dependencies"))
                .map(SpringBootTest::coordinates)
                .toList();
    }

    private static String coordinates(Element artifact) {
        return text(artifact, "groupId") + ":" + text(artifact, "artifactId") + ":" + text(artifact, "version");
    }

    private static Stream<Element> children(Element element) {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    private static Element child(Element element, String name) {
        return children(element)
                .filter(child -> child.getTagName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private static String text(Element element, String name) {
        return children(element)
                .filter(child -> child.getTagName().equals(name))
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
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

    private JarOutputStream application(Manifest manifest) throws IOException {
        return new JarOutputStream(Files.newOutputStream(target("application")), manifest);
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
