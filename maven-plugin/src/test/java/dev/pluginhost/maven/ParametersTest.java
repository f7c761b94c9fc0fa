package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@DisplayName("The parameters of the goals")
class ParametersTest {

    private static final Set<String> OF_MAVEN = Set.of("project", "session", "outputTimestamp");

    @Test
    @DisplayName("are those that the page lists")
    void page() throws Exception {
        Set<String> listed = new TreeSet<>();
        Files.readAllLines(Path.of("..", "docs", "how-to", "build-a-bundle.md")).stream()
                .dropWhile(line -> !line.equals("## Parameters"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1)[1])
                .flatMap(names -> Pattern.compile("`(\\w+)`").matcher(names).results())
                .map((MatchResult name) -> name.group(1))
                .forEach(listed::add);

        Set<String> there = new TreeSet<>(properties().keySet());
        there.removeAll(OF_MAVEN);
        assertEquals(there, listed);
    }

    @Test
    @DisplayName("have properties of their names, of which Maven's own model of the plugin has none")
    void propertyNames() throws Exception {
        Set<String> ofMaven = Arrays.stream(PluginDescriptor.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        properties().forEach((name, property) -> {
            String getter = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
            if (!OF_MAVEN.contains(name)) {
                assertEquals("${pluginhost." + name + "}", property, name);
                // or else Maven would take that one's value: it reads ${plugin...} from its model, whatever follows
                assertEquals(false, ofMaven.contains("get" + getter) || ofMaven.contains("is" + getter), name);
            }
        });
    }

    /** The expression that sets each parameter, as Maven reads it. */
    private static Map<String, String> properties() throws Exception {
        Map<String, String> properties = new TreeMap<>();
        try (InputStream in =
                Objects.requireNonNull(ParametersTest.class.getResourceAsStream("/META-INF/maven/plugin.xml"))) {
            Document plugin =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            NodeList names = plugin.getElementsByTagName("parameter");
            for (int i = 0; i < names.getLength(); i++) {
                Element parameter = (Element) names.item(i);
                String name = parameter.getElementsByTagName("name").item(0).getTextContent();
                Element mojo = (Element) parameter.getParentNode().getParentNode();
                NodeList set =
                        ((Element) mojo.getElementsByTagName("configuration").item(0)).getElementsByTagName(name);
                properties.put(name, set.getLength() == 0 ? "" : set.item(0).getTextContent());
            }
        }
        return properties;
    }
}
