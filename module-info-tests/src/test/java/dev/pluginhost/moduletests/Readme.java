package dev.pluginhost.moduletests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** README.md, by headings and blocks. */
final class Readme {

    private static final int FLAGS = Pattern.MULTILINE | Pattern.DOTALL;

    private final Path file;
    private final String text;

    private Readme(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static Readme read() {
        Path file = Path.of(System.getProperty("pluginhost.readme"));
        try {
            return new Readme(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first block of a language below a heading, without its fences. */
    String block(String heading, String language) {
        Matcher section = Pattern.compile("^## " + Pattern.quote(heading) + "\\R(.*?)(?=^## |\\z)", FLAGS)
                .matcher(text);
        if (!section.find()) {
            throw new AssertionError("There is no heading '## " + heading + "' in " + file);
        }
        Matcher block =
                Pattern.compile("^```" + language + "\\R(.*?)^```$", FLAGS).matcher(section.group(1));
        if (!block.find()) {
            throw new AssertionError("There is no block '```" + language + "' below '## " + heading + "' in " + file);
        }
        return block.group(1);
    }
}
