package dev.pluginhost.impl.texts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pluginhost.spi.Printable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A text that somebody else wrote")
class PrintableTest {

    @Test
    @DisplayName("stays as it is where everybody can read it")
    void readable() {
        String text = "Grüße 天気 \ud83c\udf26 \"C:\\temp\\new\" café";
        assertEquals(text, Printable.name(text));
    }

    @Test
    @DisplayName("shows line breaks and other control characters as escapes")
    void controlCharacters() {
        assertEquals(
                "a\\nb\\r\\tc\\u001b[31m\\u0000\\u007f\\u0085", Printable.name("a\nb\r\tc\u001b[31m\0\u007f\u0085"));
    }

    @Test
    @DisplayName("shows what is invisible, or turns the direction of what follows, as escapes")
    void invisible() {
        assertEquals(
                "a\\u200bb\\u202ec\\u2066\\ufeff\\u00ad\\u2028\\u2029\\udb40\\udc41",
                Printable.name("a\u200bb\u202ec\u2066\ufeff\u00ad\u2028\u2029\udb40\udc41"));
    }

    @Test
    @DisplayName("shows half a character as an escape")
    void surrogates() {
        assertEquals("\\ud83ca\\udf26", Printable.name("\ud83ca\udf26"));
    }

    @Test
    @DisplayName("is cut at its limit, and says how much is missing")
    void cut() {
        String name = Printable.name("x".repeat(60_000));
        assertEquals("x".repeat(168) + "... (59832 more characters)", name);
        assertEquals("y".repeat(200), Printable.name("y".repeat(200)));
        assertEquals(1_000 - 5, Printable.text("z".repeat(60_000)).length());
        assertEquals(4_000 - 4, Printable.line("z".repeat(600_000)).length());
    }

    @Test
    @DisplayName("is cut where its escapes make it too long, between two characters")
    void cutBetween() {
        assertEquals("\\u0001".repeat(28) + "... (22 more characters)", Printable.name("\u0001".repeat(50)));
        assertEquals(
                "x" + "\ud83c\udf26".repeat(83) + "... (234 more characters)",
                Printable.name("x" + "\ud83c\udf26".repeat(200)));
    }

    @Test
    @DisplayName("is not changed by a second pass")
    void idempotent() {
        String once = Printable.name("a\u202e\n" + "x\u0001".repeat(500));
        assertSame(once, Printable.name(once));
    }

    @Test
    @DisplayName("keeps its line breaks and tabs only where several lines are wanted")
    void severalLines() {
        assertEquals("a\n\tb\r\nc\\rd\\u001b", Printable.lines("a\n\tb\r\nc\rd\u001b"));
        assertEquals("a\\n\\tb\\r\\nc", Printable.line("a\n\tb\r\nc"));
    }

    @Test
    @DisplayName("that is no name is quoted")
    void quoted() {
        assertEquals("\"x y\\n\"", Printable.quoted("x y\n"));
    }
}
