package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.UnloadReport;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/reference.md lists")
class ReferenceTest {

    private final List<String> lines = Page.read("docs/reference.md").lines();

    @Test
    @DisplayName("every setting")
    void settings() {
        assertAll(Stream.of(PluginHost.Builder.class.getMethods())
                .map(Method::getName)
                .filter(name -> !name.equals("build"))
                .distinct()
                .map(name -> () -> assertTrue(hasRow("`" + name + "("), name)));
    }

    @Test
    @DisplayName("every reason with its cure, and every kind of holder")
    void constants() {
        assertAll(Stream.concat(Stream.of(Reason.values()), Stream.of(UnloadReport.Holder.Kind.values()))
                .map(constant -> () -> assertTrue(hasRow("`" + constant + "` |"), constant.name())));
    }

    @Test
    @DisplayName("every exception")
    void exceptions() throws Exception {
        List<String> exceptions = types().stream()
                .filter(type -> PluginException.class.isAssignableFrom(type))
                .map(Class::getSimpleName)
                .toList();

        assertAll(exceptions.stream().map(name -> () -> assertTrue(hasRow("`" + name + "` |"), name)));
    }

    @Test
    @DisplayName("every public type of an application")
    void publicTypes() throws Exception {
        List<Class<?>> types = types().stream()
                .filter(type -> !type.isMemberClass() && !PluginException.class.isAssignableFrom(type))
                .toList();
        String page = String.join("\n", lines);

        assertAll(types.stream()
                .map(type -> () -> assertTrue(page.contains("`" + type.getSimpleName() + "`"), type::getName)));
    }

    private boolean hasRow(String beginning) {
        return lines.stream().anyMatch(line -> line.startsWith("| " + beginning) || line.contains(", " + beginning));
    }

    private static List<Class<?>> types() throws Exception {
        try (ZipFile jar = new ZipFile(Artifacts.HOST_API.toFile())) {
            List<String> names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("dev/pluginhost/[A-Z]\\w*\\.class"))
                    .map(name -> name.replace('/', '.').replaceFirst("\\.class$", ""))
                    .toList();
            List<Class<?>> types = new ArrayList<>();
            for (String name : names) {
                Class<?> type = Class.forName(name);
                if (Modifier.isPublic(type.getModifiers())) {
                    types.add(type);
                }
            }
            return types;
        }
    }
}
