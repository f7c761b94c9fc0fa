package dev.pluginhost.impl.texts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginInUseException;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.faults.FaultyFileSystem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A serialized exception")
class SerializedExceptionsTest {

    private static final Path LOCATION = Path.of("plugins", "acme.jar").toAbsolutePath();
    private static final Origin ORIGIN = new Origin("acme.a", ImportStage.RESOLVE, Optional.of(LOCATION));
    private static final List<String> PATH = List.of("acme.a", "acme.b", "acme.a");

    static Stream<PluginException> exceptions() {
        Exception cause = new IOException("the cause");
        return Stream.of(
                new HostClosedException("a fact", ORIGIN, cause),
                new ImportInterruptedException("a fact", ORIGIN, cause),
                new ImportTimeoutException("a fact", ORIGIN, cause),
                new PluginException(Reason.IMPORT_CYCLE, "a fact", ORIGIN, PATH, cause),
                new PluginInUseException("a fact", ORIGIN, PATH, cause),
                new PluginNotFoundException("a fact", ORIGIN, cause),
                new PluginStartException("a fact", ORIGIN, cause),
                new ReloadFailedException("a fact", ORIGIN, ReloadFailedException.Left.RESTORED, cause),
                new WouldBlockException("a fact", ORIGIN, cause));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    @DisplayName("says what it said before")
    void says(PluginException exception) throws Exception {
        PluginException copy = copy(exception);
        assertEquals(exception.getMessage(), copy.getMessage());
        assertEquals(String.valueOf(exception.getCause()), String.valueOf(copy.getCause()));
        for (Method method : exception.getClass().getMethods()) {
            if (method.getDeclaringClass().getPackageName().equals("dev.pluginhost")
                    && method.getParameterCount() == 0) {
                assertEquals(method.invoke(exception), answer(method, copy), method.toString());
            }
        }
    }

    private static Object answer(Method method, PluginException copy) throws IllegalAccessException {
        try {
            return method.invoke(copy);
        } catch (InvocationTargetException e) {
            throw new AssertionError(method.toString(), e);
        }
    }

    @Test
    @DisplayName("loses a location that is on another file system than the default one, and nothing else")
    void elsewhere() throws Exception {
        Path elsewhere = new FaultyFileSystem(FileSystems.getDefault()).path(LOCATION);
        PluginException exception = new PluginNotFoundException(
                "a fact", new Origin("acme.a", ImportStage.OPEN, Optional.of(elsewhere)), null);
        assertEquals(Optional.of(elsewhere), exception.location());
        PluginException copy = copy(exception);
        assertEquals(Optional.empty(), copy.location());
        assertEquals("acme.a", copy.module());
    }

    @Test
    @DisplayName("is tried of each type that there is")
    void allTypes() throws Exception {
        List<Class<?>> tried = exceptions().<Class<?>>map(Object::getClass).toList();
        assertEquals(tried.size(), tried.stream().distinct().count());
        try (Stream<Path> sources = Files.list(
                Path.of("").toAbsolutePath().resolveSibling("host-api").resolve("src/main/java/dev/pluginhost"))) {
            List<String> names = sources.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith("Exception.java"))
                    .map(name -> name.replace(".java", ""))
                    .sorted()
                    .toList();
            assertEquals(
                    names, tried.stream().map(Class::getSimpleName).sorted().toList());
        }
    }

    private static PluginException copy(PluginException exception) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (PluginException) in.readObject();
        }
    }
}
