package dev.pluginhost.modules.declaration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.discovery.Artifact;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.OpenFiles;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.ZipException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationReaderTest {

    @TempDir
    private Path temp;

    @Test
    @DisplayName("The fingerprint is of the file before it was read")
    void fingerprintFirst() throws IOException, UnusableArtifactException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        Fingerprint before = Fingerprint.of(jar);
        DeclarationReader reader = reader(
                path -> {
                    ModuleFinder finder = ModuleFinder.of(path);
                    finder.findAll();
                    rewrite(jar);
                    return finder;
                },
                () -> {});
        ModuleArtifact artifact = reader.jar(jar, Fingerprint.of(jar));
        assertEquals(before, artifact.fingerprint());
        assertEquals(false, Fingerprint.of(artifact.fingerprinted()).equals(artifact.fingerprint()));
    }

    @Test
    @DisplayName("Each artifact is opened once")
    void openedOnce() throws IOException, UnusableArtifactException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        int[] finders = {0};
        DeclarationReader reader = reader(
                path -> {
                    finders[0]++;
                    return ModuleFinder.of(path);
                },
                () -> {});
        reader.jar(jar, Fingerprint.of(jar));
        assertEquals(1, finders[0]);
    }

    @ParameterizedTest
    @DisplayName("Whatever reading throws, the artifact is broken")
    @ValueSource(
            classes = {
                StackOverflowError.class,
                NoClassDefFoundError.class,
                IllegalStateException.class,
                ArrayIndexOutOfBoundsException.class
            })
    void anyFailure(Class<? extends Throwable> type) throws IOException {
        Problem problem = problem(path -> sneak(instance(type)));
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertEquals(
                temp.resolve("a.jar") + " is broken: reading it failed unexpectedly (" + type.getName()
                        + "); copy it again from where it came from, or remove it",
                problem.message());
    }

    @Test
    @DisplayName("If memory runs out for an artifact, that artifact has a problem")
    void outOfMemory() throws IOException {
        Problem problem = problem(path -> sneak(new OutOfMemoryError("a test's")));
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertEquals(
                temp.resolve("a.jar")
                        + " is broken: to read it takes more memory than there is;"
                        + " give the application more memory with -Xmx, or remove it",
                problem.message());
    }

    @Test
    @DisplayName("A tampered signature is called that")
    void tampered() throws IOException {
        Problem problem = problem(path -> sneak(new SecurityException("digest error for module-info.class")));
        assertEquals(
                temp.resolve("a.jar")
                        + " is broken: it was changed after it was signed, or has the signature of another jar"
                        + " (digest error for module-info.class); get it again from its publisher, or, if it was"
                        + " merged from several jars, leave META-INF/*.SF, *.RSA, *.DSA and *.EC out of it",
                problem.message());
    }

    @Test
    @DisplayName("A failure whose cause is itself is still answered")
    void causeIsItself() throws IOException {
        class Loop extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        }
        assertEquals(Reason.UNREADABLE, problem(path -> sneak(new Loop())).reason());
    }

    @Test
    @DisplayName("A jar that goes before it is read is passed over")
    void goneBefore() throws IOException, UnusableArtifactException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        DeclarationReader reader = reader(
                path -> {
                    delete(path);
                    return ModuleFinder.of(path);
                },
                () -> {});
        assertNull(reader.jar(jar, Fingerprint.of(jar)));
    }

    @Test
    @DisplayName("A jar that goes while it is read is passed over")
    void goneMeanwhile() throws IOException, UnusableArtifactException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        DeclarationReader reader = reader(
                path -> {
                    delete(path);
                    return sneak(new FindException(new NoSuchFileException(path.toString())));
                },
                () -> {});
        assertNull(reader.jar(jar, Fingerprint.of(jar)));
    }

    @Test
    @DisplayName("An exploded module whose declaration goes is not taken for the jars in it")
    void declarationGoes() throws IOException, UnusableArtifactException {
        Path directory = Artifact.module("a").explode(temp.resolve("a"));
        Artifact.module("b").jar(directory.resolve("b.jar"));
        ArtifactFiles files = SourceWalk.look(new Source(directory, false), directory, false);
        delete(directory.resolve("module-info.class"));
        assertNull(reader(ModuleFinder::of, () -> {}).exploded(directory, files.files()));
    }

    @Test
    @DisplayName("If too many files are open, idle ones are closed and the jar is read again")
    void closesIdle() throws IOException, UnusableArtifactException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        boolean[] closed = {false};
        DeclarationReader reader = reader(
                path -> closed[0] ? ModuleFinder.of(path) : sneak(tooManyOpenFiles(path)), () -> closed[0] = true);
        assertEquals("a", reader.jar(jar, Fingerprint.of(jar)).name());
    }

    @Test
    @DisplayName("If closing idle jars does not help, the problem says what to do")
    void tooManyOpen() throws IOException {
        int[] tries = {0};
        Problem problem = problem(path -> {
            tries[0]++;
            return sneak(tooManyOpenFiles(path));
        });
        assertEquals(2, tries[0]);
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertTrue(
                problem.message()
                        .endsWith("(Too many open files)); raise the limit of open files with ulimit -n,"
                                + " or lower openFiles(...)"),
                problem::message);
    }

    @Test
    @DisplayName("The system may say in any language that too many files are open")
    void anyLanguage() throws IOException, UnusableArtifactException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        boolean[] closed = {false};
        DeclarationReader reader = reader(
                path -> closed[0]
                        ? ModuleFinder.of(path)
                        : sneak(new FindException(
                                new FileSystemException(path.toString(), null, "Zu viele offene Dateien"))),
                () -> closed[0] = true);
        assertEquals("a", reader.jar(jar, Fingerprint.of(jar)).name());
    }

    @Test
    @DisplayName("A file that is no jar is read once")
    void noJar() throws IOException {
        int[] tries = {0};
        problem(path -> {
            tries[0]++;
            return sneak(new FindException(new ZipException("zip END header not found")));
        });
        assertEquals(1, tries[0]);
    }

    @Test
    @DisplayName("A plain jar with a declaration is read as a zip file")
    void asZip() throws IOException, UnusableArtifactException {
        Path jar = Artifact.module("a").withPackage("b.c").jar(temp.resolve("a.jar"));
        DeclarationReader reader = reader(path -> sneak(new AssertionError("the JDK's finder")), () -> {});
        ModuleArtifact read = reader.jar(jar, Fingerprint.of(jar));
        assertEquals(ModuleFinder.of(jar).find("a").orElseThrow().descriptor(), read.descriptor());
        assertEquals(Set.of("a", "b.c"), read.descriptor().packages());
    }

    @Test
    @DisplayName("A plain jar that goes before it is read is passed over")
    void plainGoneBefore() throws IOException, UnusableArtifactException {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        Fingerprint found = Fingerprint.of(jar);
        Files.delete(jar);
        assertNull(reader(ModuleFinder::of, () -> {}).jar(jar, found));
    }

    /** A jar that the JDK's finder reads. */
    private static Artifact versioned() {
        return Artifact.module("a").with("META-INF/versions/9/a/Some.class", new byte[0]);
    }

    private static FindException tooManyOpenFiles(Path path) {
        return new FindException("Error reading " + path, new FileNotFoundException(path + " (Too many open files)"));
    }

    private Problem problem(Function<Path, ModuleFinder> finders) throws IOException {
        Path jar = versioned().jar(temp.resolve("a.jar"));
        Fingerprint found = Fingerprint.of(jar);
        return assertThrows(
                        UnusableArtifactException.class,
                        () -> reader(finders, () -> {}).jar(jar, found))
                .problem();
    }

    private DeclarationReader reader(Function<Path, ModuleFinder> finders, OpenFiles openFiles) {
        Index index = IndexStore.none().open(new Source(temp, false));
        return new DeclarationReader(temp, index, false, openFiles, Instant.now()) {
            @Override
            ModuleFinder finder(Path jar) {
                return finders.apply(jar);
            }
        };
    }

    private static void rewrite(Path jar) {
        try {
            Artifact.module("another.one").jar(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable instance(Class<? extends Throwable> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private static ModuleFinder sneak(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
