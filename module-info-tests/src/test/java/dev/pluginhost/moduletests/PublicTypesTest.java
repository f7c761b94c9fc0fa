package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A type that you must know costs every reader; add one only if nothing that exists can carry it. */
@DisplayName("The package of the embedding application")
class PublicTypesTest {

    private static final int MOST_EXCEPTIONS = 9;
    private static final int MOST_OTHERS = 20;

    private static final Path PAGE = Path.of("")
            .toAbsolutePath()
            .resolveSibling("host-api")
            .resolve("src/main/java/dev/pluginhost/package-info.java");

    @Test
    @DisplayName("has at most nine exceptions, all of which are plugin exceptions")
    void exceptions() throws Exception {
        List<Class<?>> exceptions =
                publicTypes().stream().filter(Throwable.class::isAssignableFrom).toList();
        assertTrue(exceptions.contains(PluginException.class), exceptions::toString);
        assertTrue(exceptions.size() <= MOST_EXCEPTIONS, exceptions::toString);
        assertTrue(exceptions.stream().allMatch(PluginException.class::isAssignableFrom), exceptions::toString);
    }

    @Test
    @DisplayName("has at most twenty other types beside the host, where the subtypes of the exception do not count")
    void others() throws Exception {
        List<Class<?>> others = publicTypes().stream()
                .filter(type -> type != PluginHost.class)
                .filter(type -> type == PluginException.class || !Throwable.class.isAssignableFrom(type))
                .toList();
        assertTrue(others.size() <= MOST_OTHERS, () -> others.size() + ": " + others);
    }

    @Test
    @DisplayName("lists all its types on its page")
    void page() throws Exception {
        String page = Files.readString(PAGE);
        List<String> unlisted = publicTypes().stream()
                .map(Class::getName)
                .filter(name -> !page.contains("{@link " + name + "}"))
                .toList();
        assertEquals(List.of(), unlisted);
    }

    private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        List<String> names;
        try (JarFile jar = new JarFile(Artifacts.HOST_API.toFile())) {
            names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("dev/pluginhost/\\w+\\.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .sorted()
                    .toList();
        }
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
            Class<?> type = Class.forName(name, false, PluginHost.class.getClassLoader());
            if (Modifier.isPublic(type.getModifiers())) {
                types.add(type);
            }
        }
        return types;
    }
}
