package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Keeps a few phrases out of documents, comments and messages: write what the subject does, with the terms of the JDK's
 * documents. The reader is "you"; a plugin, a thread and a caller are "it".
 */
@DisplayName("Sources and documents")
class ProseTest {

    private static final List<Pattern> PHRASES = List.of(
            Pattern.compile("(?:^|[.:;!?] |^\\s*(?:/?\\*+|//|[-|>#]+) |\"|\\*\\*)Who(?:ever|se)? (?!\\?)"),
            Pattern.compile("\\b(?:is|are|was|were|be|been|being) told\\b"),
            Pattern.compile("(?i)\\b(?:he|his|him|himself)\\b"),
            Pattern.compile("\\bof no more use\\b"),
            Pattern.compile("\\bbe it\\b"),
            Pattern.compile("(?i)\\bthere (?:is|are) no(?:ne)?\\b[^.;]{0,40} to be had\\b"));

    @Test
    @DisplayName("have none of the phrases that make readers stumble")
    void phrases() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (Pattern phrase : PHRASES) {
                    Matcher matcher = phrase.matcher(lines.get(i));
                    if (matcher.find()) {
                        found.add(Page.project().relativize(file) + ":" + (i + 1) + ": " + matcher.group());
                    }
                }
            }
        }

        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    /** Java sources, documents and build files of all modules, but for what builds make, and for this one. */
    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Page.project(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = String.valueOf(directory.getFileName());
                boolean skipped =
                        name.startsWith("target") || (name.startsWith(".") && !directory.equals(Page.project()));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = String.valueOf(file.getFileName());
                if (name.matches(".*\\.(java|md|xml|html)") && !name.equals("ProseTest.java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
