package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;

/** A command that has ended in this JVM: its exit code and its output. */
record Cli(int exit, String out, String err) {

    /** Runs a command; the texts of its arguments are what was typed. */
    static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int exit = PluginHostCli.run(new PrintWriter(out), new PrintWriter(err), texts);
        return new Cli(exit, lines(out), lines(err));
    }

    private static String lines(StringWriter written) {
        return written.toString().replace(System.lineSeparator(), "\n");
    }

    /** Asserts that it has ended well, without messages, and returns its results. */
    String well() {
        assertEquals("", err, this::toString);
        assertEquals(0, exit, this::toString);
        return out;
    }

    /** Asserts that it was typed wrong, with one line that says so, and returns that line. */
    String usage() {
        assertEquals(2, exit, this::toString);
        assertEquals("", out, this::toString);
        assertEquals(1, err.lines().count(), this::toString);
        return err.strip();
    }

    /** Its results as one JSON object; strictly read. */
    JsonObject json() {
        JsonReader reader = new JsonReader(new StringReader(out));
        reader.setStrictness(Strictness.STRICT);
        JsonObject object = JsonParser.parseReader(reader).getAsJsonObject();
        assertEquals("", out.substring(out.lastIndexOf('}') + 1).strip(), this::toString);
        return object;
    }

    @Override
    public String toString() {
        return "exit " + exit + "\n" + out + "\n" + err;
    }
}
