package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.report.Chart.Line;
import dev.pluginhost.benchmarks.report.Chart.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

    private final Chart bars = Chart.bars(
            "Fast & slow",
            "ms",
            List.of(
                    new Chart.Bar("fast", new Series(List.of(90.0, 100.0, 110.0)), true),
                    new Chart.Bar("<slow>", new Series(List.of(150.0, 200.0, 400.0)), false)));

    private final Chart lines = Chart.lines(
            "Few & many",
            "plugins",
            "ms",
            List.of(
                    new Line("<one>", List.of(new Point(50, 10), new Point(100, 20))),
                    new Line("two", List.of(new Point(100, 40)))));

    @Test
    @DisplayName("Bars are as long as their values, and the greatest of all values fits")
    void lengths() throws Exception {
        List<Element> drawn = elements(bars, "rect");

        assertEquals("110.0", drawn.get(1).getAttribute("width"));
        assertEquals("220.0", drawn.get(2).getAttribute("width"));
    }

    @Test
    @DisplayName("A line goes from the least to the greatest value")
    void spread() throws Exception {
        Element line = elements(bars, "line").get(1);

        assertEquals(
                440.0 * 250 / 400,
                Double.parseDouble(line.getAttribute("x2")) - Double.parseDouble(line.getAttribute("x1")),
                0.11);
    }

    @Test
    @DisplayName("The marked bar has a colour of its own")
    void marked() throws Exception {
        List<Element> drawn = elements(bars, "rect");

        assertTrue(!drawn.get(1).getAttribute("fill").equals(drawn.get(2).getAttribute("fill")));
    }

    @Test
    @DisplayName("Labels and values are written, whatever is in them")
    void texts() throws Exception {
        List<String> texts =
                elements(bars, "text").stream().map(Element::getTextContent).toList();

        assertEquals(List.of("Fast & slow", "fast", "100 ms", "<slow>", "200 ms"), texts);
    }

    @Test
    @DisplayName("Both axes of lines begin at zero, and the greatest values of all lines are at their ends")
    void places() throws Exception {
        assertEquals(
                "310.0,237.5 540.0,175.0", elements(lines, "polyline").get(0).getAttribute("points"));
    }

    @Test
    @DisplayName("Each line ends with its label, whatever is in it")
    void labels() throws Exception {
        List<String> texts =
                elements(lines, "text").stream().map(Element::getTextContent).toList();

        assertEquals(List.of("<one>", "two"), texts.subList(texts.size() - 2, texts.size()));
    }

    @Test
    @DisplayName("There is no chart of nothing")
    void empty() {
        assertThrows(NoSuchElementException.class, () -> Chart.bars("", "ms", List.of()));
        assertThrows(NoSuchElementException.class, () -> Chart.lines("", "", "ms", List.of()));
    }

    private static List<Element> elements(Chart chart, String tag) throws Exception {
        NodeList nodes = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(String.join("\n", chart.svg()))))
                .getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
