package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.pluginhost.ImportedModule;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published parser")
class ParserTest extends DropIn {

    @Test
    @DisplayName("in three modules reads and writes the record of a plugin that opens it to them: Jackson")
    void jackson() throws Exception {
        drop("jackson-annotations", "jackson-core", "jackson-databind");
        assertEquals("{\"place\":\"roof\",\"degrees\":18}", ask("com.fasterxml.jackson.databind", """
                record Reading(String place, int degrees) {}
                var json = new com.fasterxml.jackson.databind.ObjectMapper();
                var read = json.readValue("{\\"place\\": \\"roof\\", \\"degrees\\": 17}", Reading.class);
                return json.writeValueAsString(new Reading(read.place(), read.degrees() + 1));"""));
    }

    @Test
    @DisplayName("is extended by modules that provide its services: Jackson's dates, and YAML through SnakeYAML")
    void jacksonModules() throws Exception {
        drop("jackson-annotations", "jackson-core", "jackson-databind", "jackson-datatype-jsr310");
        drop("jackson-dataformat-yaml", "snakeyaml");
        assertEquals("2030-05-06", ask("""
                com.fasterxml.jackson.dataformat.yaml, com.fasterxml.jackson.databind, \
                com.fasterxml.jackson.datatype.jsr310""", """
                var yaml = com.fasterxml.jackson.databind.json.JsonMapper.builder(
                                new com.fasterxml.jackson.dataformat.yaml.YAMLFactory())
                        .addModule(new com.fasterxml.jackson.datatype.jsr310.JavaTimeModule())
                        .build();
                return yaml.readValue("- 2030-05-06", java.time.LocalDate[].class)[0].toString();"""));
    }

    @Test
    @DisplayName("without dependencies reads and writes: Gson, whose declaration is for newer releases only")
    void gson() throws Exception {
        drop("gson");
        ImportedModule module = host().importModule("com.google.gson");
        Class<?> type = module.loadClass("com.google.gson.Gson");
        Object gson = type.getConstructor().newInstance();
        Object read = type.getMethod("fromJson", String.class, Class.class).invoke(gson, "{'a': ['b', 7]}", Map.class);
        assertEquals(Map.of("a", List.of("b", 7.0)), read);
        assertEquals(
                "{\"a\":[\"b\",7.0]}", type.getMethod("toJson", Object.class).invoke(gson, read));
    }

    @Test
    @DisplayName("in a multi-release jar reads: SnakeYAML")
    void snakeYaml() throws Exception {
        drop("snakeyaml");
        ImportedModule module = host().importModule("org.yaml.snakeyaml");
        Class<?> yaml = module.loadClass("org.yaml.snakeyaml.Yaml");
        assertEquals(
                Map.of("a", List.of(1, 2)),
                yaml.getMethod("load", String.class)
                        .invoke(yaml.getConstructor().newInstance(), "a: [1, 2]"));
    }

    @Test
    @DisplayName("is returned by a service of the JDK: Woodstox")
    void woodstox() throws Exception {
        drop("woodstox-core", "stax2-api");
        ImportedModule module = host().importModule("com.ctc.wstx");
        XMLInputFactory factory = module.services(XMLInputFactory.class).get(0);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader("<a b='c'/>"));
        reader.nextTag();
        assertEquals("c", reader.getAttributeValue(null, "b"));
        assertEquals(module.module(), reader.getClass().getModule());
    }

    @Test
    @DisplayName("that is a plain jar reads: json-simple")
    void jsonSimple() throws Exception {
        drop("json-simple");
        ImportedModule module = host().importModule("json.simple");
        Object read = module.loadClass("org.json.simple.JSONValue")
                .getMethod("parse", String.class)
                .invoke(null, "[1, null]");
        assertEquals(2, assertInstanceOf(List.class, read).size());
    }

    @Test
    @DisplayName("that requires two others reads: Commons CSV on IO and Codec")
    void commonsCsv() throws Exception {
        drop("commons-csv", "commons-io", "commons-codec");
        assertEquals("roof 17", ask("org.apache.commons.csv", """
                try (var parser = org.apache.commons.csv.CSVParser.parse("place,degrees\\nroof,17\\n",
                        org.apache.commons.csv.CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
                    var row = parser.getRecords().get(0);
                    return row.get("place") + " " + row.get("degrees");
                }"""));
    }

    @Test
    @DisplayName("that reads lists from its own resources reads HTML: jsoup")
    void jsoup() throws Exception {
        drop("jsoup");
        assertEquals("\u00e9t\u00e9", ask("org.jsoup", """
                return org.jsoup.Jsoup.parse("<p>&eacute;t&eacute;").select("p").text();"""));
    }
}
