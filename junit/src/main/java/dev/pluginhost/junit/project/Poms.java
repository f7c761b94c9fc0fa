package dev.pluginhost.junit.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Reads POMs with what they inherit: parents, profiles that are active by themselves, properties, managed dependencies and imported ones. It
 * asks no remote repository: what the build has resolved is on the disk. For use by one thread.
 */
final class Poms {

    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^${}]+)}");
    private static final int DEEPEST = 40;

    private final Set<Path> repositories;
    private final Map<Path, Pom> known = new HashMap<>();

    /** The POMs of local repositories, the first one that has something counts. */
    Poms(Set<Path> repositories) {
        this.repositories = new LinkedHashSet<>(repositories);
    }

    /** One POM of a chain of parents, with the profiles that are active. */
    private record Level(PomText text, Path file, List<Element> parts) {}

    Pom read(Path file) throws IOException {
        return read(file, 0);
    }

    private Pom read(Path file, int depth) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Pom before = known.get(absolute);
        if (before == null) {
            before = effective(absolute, depth);
            known.put(absolute, before);
        }
        return before;
    }

    /** The POM of an artifact in a local repository; null if there is none. */
    @Nullable
    Path find(String group, String artifact, String version) {
        for (Path repository : repositories) {
            Path file = repository
                    .resolve(group.replace('.', '/'))
                    .resolve(artifact)
                    .resolve(version)
                    .resolve(artifact + "-" + version + ".pom");
            if (!version.isEmpty() && Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    private Pom effective(Path file, int depth) throws IOException {
        List<Level> levels = levels(file);
        PomText own = levels.get(0).text;
        Map<String, String> properties = properties(levels);
        Set<Path> read = new LinkedHashSet<>();
        levels.forEach(level -> read.add(level.file));
        Map<String, Dependency> declared = new LinkedHashMap<>();
        Map<String, Dependency> managed = new LinkedHashMap<>();
        List<Dependency> imports = new ArrayList<>();
        String moduleName = "";
        for (Level level : levels) { // the nearest one counts; within one, the last part
            for (int i = level.parts.size() - 1; i >= 0; i--) {
                Element part = level.parts.get(i);
                for (Dependency each : PomText.dependencies(part, text -> fill(text, properties, 0), "dependencies")) {
                    declared.putIfAbsent(each.managementKey(), each);
                }
                for (Dependency each : PomText.dependencies(
                        part, text -> fill(text, properties, 0), "dependencyManagement", "dependencies")) {
                    if (each.isImport()) {
                        imports.add(each);
                    } else {
                        managed.putIfAbsent(each.managementKey(), each);
                    }
                }
                moduleName = moduleName.isEmpty() ? fill(moduleName(part), properties, 0) : moduleName;
            }
        }
        for (Dependency each : imports) {
            Path bom = depth > DEEPEST ? null : find(each.group(), each.artifact(), each.version());
            if (bom != null) {
                Pom imported = read(bom, depth + 1);
                imported.managed().forEach(managed::putIfAbsent);
                read.addAll(imported.read());
            }
        }
        List<Dependency> dependencies = new ArrayList<>(relocated(own, properties));
        for (Dependency each : declared.values()) {
            Dependency how = managed.get(each.managementKey());
            dependencies.add(how == null ? each : each.managedBy(how));
        }
        return new Pom(
                file,
                properties.getOrDefault("project.groupId", ""),
                fill(own.text("artifactId"), properties, 0),
                properties.getOrDefault("project.version", ""),
                dependencies,
                managed,
                read,
                moduleName);
    }

    /** The artifact that one has become, as if it brought that one. */
    private static List<Dependency> relocated(PomText pom, Map<String, String> properties) {
        Element relocation = pom.element("distributionManagement", "relocation");
        if (relocation == null) {
            return List.of();
        }
        String[] names = {"groupId", "artifactId", "version"};
        String[] values = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            String text = PomText.text(relocation, names[i]);
            values[i] = text.isEmpty() ? properties.getOrDefault("project." + names[i], "") : fill(text, properties, 0);
        }
        return List.of(new Dependency(values[0], values[1], values[2], "", "", "", "", Set.of()));
    }

    /** A POM and its parents, as far as they are there. */
    private List<Level> levels(Path file) throws IOException {
        List<Level> levels = new ArrayList<>();
        Path next = file;
        while (next != null && levels.size() < DEEPEST) {
            PomText text = PomText.read(next);
            Path directory = next.toAbsolutePath().getParent();
            levels.add(new Level(text, next, text.parts(directory == null ? next : directory)));
            next = parent(text, next);
        }
        return levels;
    }

    private @Nullable Path parent(PomText child, Path file) throws IOException {
        Element parent = child.element("parent");
        if (parent == null) {
            return null;
        }
        String artifact = PomText.text(parent, "artifactId");
        Element relative = PomText.element(parent, "relativePath");
        String path =
                relative == null ? "../pom.xml" : relative.getTextContent().strip();
        Path directory = file.getParent();
        if (!path.isEmpty() && directory != null) {
            Path near = directory.resolve(path).normalize();
            near = Files.isDirectory(near) ? near.resolve("pom.xml") : near;
            if (Files.isRegularFile(near)
                    && PomText.read(near).text("artifactId").equals(artifact)) {
                return near;
            }
        }
        return find(PomText.text(parent, "groupId"), artifact, PomText.text(parent, "version"));
    }

    /** Those of the nearest POM count, then what POMs have without declaring it. */
    private static Map<String, String> properties(List<Level> levels) {
        Map<String, String> properties = new HashMap<>();
        for (Level level : levels) {
            for (int i = level.parts.size() - 1; i >= 0; i--) {
                PomText.properties(level.parts.get(i)).forEach(properties::putIfAbsent);
            }
        }
        PomText own = levels.get(0).text;
        for (String name : new String[] {"groupId", "version"}) {
            String inherited = own.text("parent", name);
            String text = own.text(name).isEmpty() ? inherited : own.text(name);
            properties.put("project.parent." + name, fill(inherited, properties, 0));
            String filled = fill(text, properties, 0);
            for (String prefix : new String[] {"project.", "pom.", ""}) {
                properties.putIfAbsent(prefix + name, filled);
            }
        }
        for (String prefix : new String[] {"project.", "pom."}) {
            properties.putIfAbsent(prefix + "artifactId", own.text("artifactId"));
        }
        return properties;
    }

    private static String fill(String text, Map<String, String> properties, int depth) {
        if (depth > DEEPEST || !text.contains("${")) {
            return text;
        }
        Matcher found = PROPERTY.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (found.find()) {
            String value = properties.get(found.group(1));
            if (value == null) {
                value = System.getProperty(found.group(1), found.group());
            }
            String whole = value.equals(found.group()) ? value : fill(value, properties, depth + 1);
            found.appendReplacement(filled, Matcher.quoteReplacement(whole));
        }
        return found.appendTail(filled).toString();
    }

    /** What the manifest gets from the plugin that makes jars. */
    private static String moduleName(Element part) {
        for (String[] path : new String[][] {{"build", "plugins"}, {"build", "pluginManagement", "plugins"}}) {
            for (Element plugin : PomText.all(part, "plugin", path)) {
                String name =
                        PomText.text(plugin, "configuration", "archive", "manifestEntries", "Automatic-Module-Name");
                if (!name.isEmpty()) {
                    return name;
                }
            }
        }
        return "";
    }
}
