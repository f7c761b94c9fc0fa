package acme.home.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import acme.home.screen.Table.Align;
import acme.home.screen.Table.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table = new Table(List.of(new Column("fruit", Align.LEFT), new Column("price", Align.RIGHT)));

    @Test
    void isAsWideAsItsWidestCells() {
        table.add(Style.PLAIN, List.of("blackcurrant", "1.5"));
        table.add(Style.PLAIN, List.of("fig", "1000.5"));

        assertEquals("""
                fruit          price
                ------------  ------
                blackcurrant     1.5
                fig           1000.5
                """, printed(false));
    }

    @Test
    void isAsWideAsItsTitlesAtLeast() {
        table.add(Style.PLAIN, List.of("fig", ""));

        assertEquals("""
                fruit  price
                -----  -----
                fig
                """, printed(false));
    }

    @Test
    void stylesWholeRows() {
        table.add(Style.RED, List.of("fig", "1"));

        assertEquals("""
                \u001b[1mfruit  price\u001b[0m
                \u001b[2m-----  -----\u001b[0m
                \u001b[31mfig        1\u001b[0m
                """, printed(true));
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertThrows(IllegalArgumentException.class, () -> table.add(Style.PLAIN, List.of("fig")));
    }

    private String printed(boolean styled) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.printOn(new Screen(new PrintStream(bytes, true, UTF_8), styled));
        return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }
}
