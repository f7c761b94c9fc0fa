package dev.pluginhost.moduletests;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JDK's own tools, run in this process. */
final class Tool {

    private Tool() {}

    /** Runs a tool and returns what it has written, lines ended by a line feed. */
    static String run(String name, Object... arguments) {
        List<String> texts = Stream.of(arguments)
                .flatMap(argument -> argument instanceof List<?> several ? several.stream() : Stream.of(argument))
                .map(Object::toString)
                .toList();
        StringWriter written = new StringWriter();
        PrintWriter writer = new PrintWriter(written);
        int exit = ToolProvider.findFirst(name)
                .orElseThrow(() -> new AssertionError("This Java runtime has no " + name + "; run the tests on a JDK"))
                .run(writer, writer, texts.toArray(String[]::new));
        String text = written.toString().lines().collect(Collectors.joining("\n", "", "\n"));
        if (exit != 0) {
            throw new AssertionError(name + " " + String.join(" ", texts) + "\nexit " + exit + "\n" + text);
        }
        return text;
    }
}
