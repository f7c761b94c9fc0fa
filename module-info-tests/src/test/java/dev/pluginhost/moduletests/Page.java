package dev.pluginhost.moduletests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document: its lines, its fenced blocks, its headings and its links.
 *
 * <p>A block whose first line is a comment with a path, such as {@code // app/module-info.java}, holds files. Each further line
 * of this form in a Java block begins the next file.
 */
final class Page {

    private static final Pattern JAVA_FILE = Pattern.compile("// (\\S+/\\S+\\.java)");
    private static final Pattern OTHER_FILE = Pattern.compile("(?:#|//|<!--) (\\S+/[\\w.-]+)(?: -->)?");
    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    private final Path file;
    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();

    /** A fenced block: its language, its text, and the number of the line after the fence. */
    record Block(String language, String text, int line) {

        /** The files that the block holds, by their paths; none if it is something else. */
        Map<String, String> files() {
            Map<String, String> files = new LinkedHashMap<>();
            Matcher name = (language.equals("java") ? JAVA_FILE : OTHER_FILE).matcher("");
            String current = "";
            for (String line : text.lines().toList()) {
                boolean heading = name.reset(line).matches() && (language.equals("java") || current.isEmpty());
                if (!heading && current.isEmpty()) {
                    return Map.of();
                }
                if (heading) {
                    current = name.group(1);
                    files.put(current, "");
                } else {
                    files.merge(current, line + "\n", String::concat);
                }
            }
            return files;
        }
    }

    private Page(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The root of the project, where README.md is. */
    static Path project() {
        return Path.of(System.getProperty("pluginhost.project"))
                .toAbsolutePath()
                .normalize();
    }

    /** README.md and all pages in docs, sorted. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(project().resolve("docs"))) {
            return Stream.concat(
                            Stream.of(project().resolve("README.md")),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the page at a path below the root of the project. */
    static Page read(String path) {
        return read(project().resolve(path));
    }

    static Page read(Path file) {
        try {
            Page page = new Page(file, Files.readAllLines(file));
            page.findBlocks();
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    List<String> lines() {
        return lines;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The block after another one, if it is the next thing but prose of at most three lines. */
    Optional<Block> after(Block block) {
        int next = blocks.indexOf(block) + 1;
        if (next == blocks.size()) {
            return Optional.empty();
        }
        long end = block.line() + block.text().lines().count() + 1;
        return blocks.get(next).line() - end <= 5 ? Optional.of(blocks.get(next)) : Optional.empty();
    }

    /** All files that its blocks hold, by their paths. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (Block block : blocks) {
            block.files().forEach((path, text) -> {
                if (files.put(path, text) != null) {
                    throw new AssertionError(path + " is there twice in " + file);
                }
            });
        }
        return files;
    }

    /** The targets of its links. */
    List<String> links() {
        return prose().flatMap(line -> LINK.matcher(line).results().map(result -> result.group(1)))
                .toList();
    }

    /** What a link to each of its headings has after the {@code #}. */
    List<String> anchors() {
        return prose().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The lines outside of blocks. */
    private Stream<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (FENCE.matcher(line).matches()) {
                inside = !inside;
            } else if (!inside) {
                prose.add(line);
            }
        }
        return prose.stream();
    }

    private void findBlocks() {
        Matcher fence = FENCE.matcher("");
        int begin = -1;
        String language = "";
        for (int i = 0; i < lines.size(); i++) {
            if (!fence.reset(lines.get(i)).matches()) {
                continue;
            }
            if (begin < 0) {
                begin = i + 1;
                language = fence.group(1);
            } else {
                String text = String.join("\n", lines.subList(begin, i)) + "\n";
                blocks.add(new Block(language, text.stripIndent(), begin + 1));
                begin = -1;
            }
        }
        if (begin >= 0) {
            throw new AssertionError("The block at line " + begin + " of " + file + " has no end");
        }
    }

    @Override
    public String toString() {
        return project().relativize(file).toString().replace('\\', '/');
    }
}
