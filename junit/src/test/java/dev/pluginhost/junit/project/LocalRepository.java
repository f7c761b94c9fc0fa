package dev.pluginhost.junit.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local repository as Maven keeps it, with empty jars, and projects. */
record LocalRepository(Path root) {

    /** A jar with its POM beside it; the POM's further elements are given. */
    Path jar(String artifact, String version, String elements) throws IOException {
        pom(artifact, version, elements);
        return classified(artifact, version, "");
    }

    /** A jar with a classifier. */
    Path classified(String artifact, String version, String classifier) throws IOException {
        Path jar = directory(artifact, version)
                .resolve(artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar");
        return Files.isRegularFile(jar) ? jar : Files.createFile(jar);
    }

    Path pom(String artifact, String version, String elements) throws IOException {
        return Files.writeString(
                directory(artifact, version).resolve(artifact + "-" + version + ".pom"),
                text("org.acme", artifact, version, elements));
    }

    private Path directory(String artifact, String version) throws IOException {
        return Files.createDirectories(
                root.resolve("org/acme").resolve(artifact).resolve(version));
    }

    static String text(String group, String artifact, String version, String elements) {
        return "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion><groupId>"
                + group
                + "</groupId><artifactId>" + artifact + "</artifactId><version>" + version + "</version>" + elements
                + "</project>";
    }

    /** Dependencies in the words {@code artifact[:scope[:further elements]]}, all of version 1. */
    static String dependencies(String... words) {
        StringBuilder text = new StringBuilder("<dependencies>");
        for (String word : words) {
            text.append(dependency(word));
        }
        return text.append("</dependencies>").toString();
    }

    static String dependency(String word) {
        String[] parts = word.split(":", 3);
        return "<dependency><groupId>org.acme</groupId><artifactId>" + parts[0] + "</artifactId><version>1</version>"
                + (parts.length > 1 && !parts[1].isEmpty() ? "<scope>" + parts[1] + "</scope>" : "")
                + (parts.length > 2 ? parts[2] : "") + "</dependency>";
    }
}
