package dev.pluginhost.junit.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The elements of a POM, as they are in its file. For use by one thread. */
final class PomText {

    private final Element project;

    private PomText(Element project) {
        this.project = project;
    }

    static PomText read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return new PomText(builder.parse(in).getDocumentElement());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("POM " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The text at a path of elements below the project; empty if there is none. */
    String text(String... path) {
        return text(project, path);
    }

    static String text(Element within, String... path) {
        Element found = element(within, path);
        return found == null ? "" : found.getTextContent().strip();
    }

    static @Nullable Element element(Element within, String... path) {
        Element found = within;
        for (String name : path) {
            List<Element> all = children(found, name);
            if (all.isEmpty()) {
                return null;
            }
            found = all.get(0);
        }
        return found;
    }

    @Nullable
    Element element(String... path) {
        return element(project, path);
    }

    /** The elements of a name at a path. */
    static List<Element> all(Element within, String name, String... path) {
        Element found = element(within, path);
        return found == null ? List.of() : children(found, name);
    }

    private static List<Element> children(Element parent, @Nullable String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && (name == null || element.getTagName().equals(name))) {
                found.add(element);
            }
        }
        return found;
    }

    /** The project, and those of its profiles that are active. */
    List<Element> parts(Path directory) {
        List<Element> parts = new ArrayList<>(List.of(project));
        List<Element> byDefault = new ArrayList<>();
        boolean anyOther = false;
        for (Element profile : all(project, "profile", "profiles")) {
            if (PomProfile.isActive(profile, directory)) {
                parts.add(profile);
                anyOther = true;
            } else if (text(profile, "activation", "activeByDefault").equals("true")) {
                byDefault.add(profile);
            }
        }
        if (!anyOther) {
            parts.addAll(byDefault);
        }
        return parts;
    }

    static Map<String, String> properties(Element part) {
        Map<String, String> properties = new LinkedHashMap<>();
        Element all = element(part, "properties");
        for (Element property : all == null ? List.<Element>of() : children(all, null)) {
            properties.put(property.getTagName(), property.getTextContent().strip());
        }
        return properties;
    }

    /** The dependencies at a path, with their properties filled in. */
    static List<Dependency> dependencies(Element part, UnaryOperator<String> filled, String... path) {
        List<Dependency> dependencies = new ArrayList<>();
        for (Element each : all(part, "dependency", path)) {
            Set<String> exclusions = new HashSet<>();
            for (Element exclusion : all(each, "exclusion", "exclusions")) {
                exclusions.add(
                        filled.apply(text(exclusion, "groupId")) + ":" + filled.apply(text(exclusion, "artifactId")));
            }
            dependencies.add(new Dependency(
                    filled.apply(text(each, "groupId")),
                    filled.apply(text(each, "artifactId")),
                    filled.apply(text(each, "version")),
                    filled.apply(text(each, "type")),
                    filled.apply(text(each, "classifier")),
                    filled.apply(text(each, "scope")),
                    filled.apply(text(each, "optional")),
                    exclusions));
        }
        return dependencies;
    }
}
