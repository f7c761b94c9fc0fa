package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pluginhost.benchmarks.report.LineChart.Line;
import dev.pluginhost.benchmarks.report.LineChart.Point;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class LineChartTest {

    private final LineChart chart = new LineChart(
            "Few & many",
            "plugins",
            "ms",
            List.of(
                    new Line("<one>", List.of(new Point(50, 10), new Point(100, 20))),
                    new Line("two", List.of(new Point(100, 40)))));

    @Test
    @DisplayName("Both axes begin at zero, and the greatest values of all lines are at their ends")
    void places() throws Exception {
        Element line = (Element) document().getElementsByTagName("polyline").item(0);

        assertEquals("310.0,237.5 540.0,175.0", line.getAttribute("points"));
    }

    @Test
    @DisplayName("Each line ends with its label, whatever is in it")
    void labels() throws Exception {
        Document document = document();
        int texts = document.getElementsByTagName("text").getLength();

        assertEquals(
                "<one>", document.getElementsByTagName("text").item(texts - 2).getTextContent());
        assertEquals(
                "two", document.getElementsByTagName("text").item(texts - 1).getTextContent());
    }

    @Test
    @DisplayName("Without a line there is no chart")
    void empty() {
        assertThrows(IllegalArgumentException.class, () -> new LineChart("", "", "", List.of()));
    }

    private Document document() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(String.join("\n", chart.svg()))));
    }
}
