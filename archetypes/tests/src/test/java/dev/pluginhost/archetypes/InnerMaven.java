package dev.pluginhost.archetypes;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A command {@code mvn} for tests: the Maven that runs this build, with its settings, and with a local repository in which what
 * this build has made is installed.
 *
 * <p>That repository consists of links to the directories of the outer one, so nothing is downloaded twice. What the inner builds
 * install themselves is only in this one.
 */
final class InnerMaven {

    /** The directories of groups that are not links, because something is installed there. */
    private static final Set<String> OWN = Set.of("dev/pluginhost", "com/example");

    private static final String CATALOG = "archetype-catalog.xml";

    private InnerMaven() {}

    /** Makes the repository, and writes the command into a directory for the search path. */
    static void install(Path bin) throws IOException {
        Path repository = Path.of(property("pluginhost.repository"));
        delete(repository);
        link(Path.of(property("outer.repository")), repository, "");
        List<String> archetypes = new ArrayList<>();
        Path project = Path.of(property("pluginhost.project")).toRealPath();
        copy(project.resolve("pom.xml"), repository, "pluginhost-parent", "pom");
        for (String jar : property("pluginhost.jars").split(",", -1)) {
            Path module = moduleOf(Path.of(jar));
            String pom = Files.readString(module.resolve("pom.xml"));
            String name =
                    pom.replaceFirst("(?s).*?</parent>.*?<artifactId>", "").replaceFirst("(?s)<.*", "");
            if (pom.contains("<maven.install.skip>true")) {
                throw new AssertionError(name + " is not installed for readers of the tutorial, and projects need it");
            }
            copy(Path.of(jar), repository, name, "jar");
            copy(module.resolve("pom.xml"), repository, name, "pom");
            if (pom.contains("<packaging>maven-archetype</packaging>")) {
                archetypes.add(name);
            }
        }
        Files.writeString(repository.resolve(CATALOG), catalog(archetypes));
        writeCommand(repository, bin.resolve("mvn"));
    }

    private static void writeCommand(Path repository, Path command) throws IOException {
        List<String> words = new ArrayList<>(List.of(property("outer.maven") + "/bin/mvn", "--batch-mode"));
        words.add("-Dmaven.repo.local=" + repository);
        List<String> settings = List.of(property("outer.settings").split(",", -1));
        addSettings(words, "--settings", settings.get(0));
        addSettings(words, "--global-settings", settings.get(1));
        if (settings.get(2).equals("true")) {
            words.add("--offline");
        }
        StringBuilder script = new StringBuilder("#!/bin/sh\nfor word; do\n  shift\n");
        // outside of a project, Maven would ask the registry for the newest version
        script.append("  case $word in archetype:*) word=org.apache.maven.plugins:maven-archetype-plugin:")
                .append(property("pluginhost.archetype-plugin"))
                .append(":${word#*:};; esac\n  set -- \"$@\" \"$word\"\ndone\nexec");
        words.forEach(
                word -> script.append(" '").append(word.replace("'", "'\\''")).append('\''));
        Files.writeString(command, script.append(" \"$@\"\n"));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void addSettings(List<String> words, String option, String file) {
        if (Files.exists(Path.of(file))) {
            words.addAll(List.of(option, file));
        }
    }

    /** Links all of a directory but the directories of {@link #OWN}, and those above them, which are made. */
    private static void link(Path from, Path to, String name) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                String path = name + child.getFileName();
                if (OWN.stream().anyMatch(own -> own.startsWith(path + "/"))) {
                    link(child, to.resolve(child.getFileName()), path + "/");
                } else if (!OWN.contains(path) && !path.equals(CATALOG)) {
                    Files.createSymbolicLink(to.resolve(child.getFileName()), child.toRealPath());
                }
            }
        }
    }

    private static void copy(Path file, Path repository, String artifact, String extension) throws IOException {
        String version = property("pluginhost.version");
        Path directory = Files.createDirectories(
                repository.resolve("dev/pluginhost").resolve(artifact).resolve(version));
        Files.copy(file, directory.resolve(artifact + "-" + version + "." + extension));
    }

    /** As {@code install} writes it. */
    private static String catalog(List<String> archetypes) {
        StringBuilder catalog = new StringBuilder("<archetype-catalog><archetypes>\n");
        for (String name : archetypes) {
            catalog.append("<archetype><groupId>dev.pluginhost</groupId><artifactId>")
                    .append(name)
                    .append("</artifactId><version>")
                    .append(property("pluginhost.version"))
                    .append("</version></archetype>\n");
        }
        return catalog.append("</archetypes></archetype-catalog>\n").toString();
    }

    private static Path moduleOf(Path jar) {
        Path directory = jar.getParent();
        while (!Files.exists(directory.resolve("pom.xml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** Deletes links and not what they lead to. */
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, IOException failure) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null || value.contains("${")) {
            throw new AssertionError(name + " is " + value);
        }
        return value;
    }
}
