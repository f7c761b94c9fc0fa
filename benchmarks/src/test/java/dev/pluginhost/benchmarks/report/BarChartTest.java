package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class BarChartTest {

    private final BarChart chart = new BarChart(
            "Fast & slow",
            "ms",
            List.of(new BarChart.Bar("fast", 100, 90, 110, true), new BarChart.Bar("<slow>", 200, 150, 400, false)));

    @Test
    @DisplayName("Bars are as long as their values, and the greatest of all values fits")
    void lengths() throws Exception {
        List<Element> bars = elements("rect");

        assertEquals("110.0", bars.get(1).getAttribute("width"));
        assertEquals("220.0", bars.get(2).getAttribute("width"));
    }

    @Test
    @DisplayName("A line goes from the least to the greatest value")
    void spread() throws Exception {
        Element line = elements("line").get(1);

        assertEquals(
                440.0 * 250 / 400,
                Double.parseDouble(line.getAttribute("x2")) - Double.parseDouble(line.getAttribute("x1")),
                0.11);
    }

    @Test
    @DisplayName("The marked bar has a colour of its own")
    void marked() throws Exception {
        List<Element> bars = elements("rect");

        assertTrue(!bars.get(1).getAttribute("fill").equals(bars.get(2).getAttribute("fill")));
    }

    @Test
    @DisplayName("Labels and values are written, whatever is in them")
    void texts() throws Exception {
        List<String> texts =
                elements("text").stream().map(Element::getTextContent).toList();

        assertEquals(List.of("Fast & slow", "fast", "100 ms", "<slow>", "200 ms"), texts);
    }

    @Test
    @DisplayName("There is no chart of nothing")
    void empty() {
        assertThrows(IllegalArgumentException.class, () -> new BarChart("", "ms", List.of()));
    }

    private List<Element> elements(String tag) throws Exception {
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
