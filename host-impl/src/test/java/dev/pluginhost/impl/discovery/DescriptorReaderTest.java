package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.Fingerprint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {

    @TempDir
    private Path temp;

    @Test
    void theFingerprintIsOfTheFileBeforeItWasRead() throws IOException, Breakage {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        Fingerprint before = Fingerprint.of(jar);
        DescriptorReader reader = new DescriptorReader(
                path -> {
                    ModuleFinder finder = ModuleFinder.of(path);
                    finder.findAll();
                    rewrite(jar);
                    return finder;
                },
                () -> {});
        ModuleArtifact artifact = reader.readJar(jar, attributes(jar)).orElseThrow();
        assertEquals(before, artifact.fingerprint());
        assertEquals(false, Fingerprint.of(artifact.fingerprinted()).equals(artifact.fingerprint()));
    }

    @Test
    void eachArtifactIsOpenedOnce() throws IOException, Breakage {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        int[] finders = {0};
        DescriptorReader reader = new DescriptorReader(
                path -> {
                    finders[0]++;
                    return ModuleFinder.of(path);
                },
                () -> {});
        reader.readJar(jar, attributes(jar));
        assertEquals(1, finders[0]);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StackOverflowError.class,
                NoClassDefFoundError.class,
                IllegalStateException.class,
                ArrayIndexOutOfBoundsException.class
            })
    void whateverReadingThrowsTheArtifactIsBroken(Class<? extends Throwable> type) throws IOException {
        Problem problem = problem(path -> sneak(instance(type)));
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertEquals(
                temp.resolve("a.jar") + " is broken: reading it failed unexpectedly (" + type.getName()
                        + "); copy it again from where it came from, or remove it",
                problem.message());
    }

    @Test
    void memoryRunningOutForAnArtifactIsThatArtifactsProblem() throws IOException {
        Problem problem = problem(path -> sneak(new OutOfMemoryError("a test's")));
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertEquals(
                temp.resolve("a.jar")
                        + " is broken: to read it takes more memory than there is;"
                        + " give the application more memory with -Xmx, or remove it",
                problem.message());
    }

    @Test
    void aTamperedSignatureIsCalledThat() throws IOException {
        Problem problem = problem(path -> sneak(new SecurityException("digest error for module-info.class")));
        assertEquals(
                temp.resolve("a.jar")
                        + " is broken: it was changed after it was signed, or has the signature of another jar"
                        + " (digest error for module-info.class); get it again from whoever signed it, or, if it was"
                        + " merged from several jars, leave META-INF/*.SF, *.RSA, *.DSA and *.EC out of it",
                problem.message());
    }

    @Test
    void aFailureWhoseCauseIsItselfIsStillAnswered() throws IOException {
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
    void aFileThatWasNeverThereIsPassedOver() throws Breakage {
        assertEquals(Optional.empty(), DescriptorReader.lookAt(temp.resolve("gone.jar")));
    }

    @Test
    void aJarThatGoesBeforeItIsReadIsPassedOver() throws IOException, Breakage {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        DescriptorReader reader = new DescriptorReader(
                path -> {
                    delete(path);
                    return ModuleFinder.of(path);
                },
                () -> {});
        assertEquals(Optional.empty(), reader.readJar(jar, attributes(jar)));
    }

    @Test
    void aJarThatGoesWhileItIsReadIsPassedOver() throws IOException, Breakage {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        DescriptorReader reader = new DescriptorReader(
                path -> {
                    delete(path);
                    return sneak(new FindException(new NoSuchFileException(path.toString())));
                },
                () -> {});
        assertEquals(Optional.empty(), reader.readJar(jar, attributes(jar)));
    }

    @Test
    void anExplodedModuleWhoseDeclarationGoesIsNotTakenForTheJarsInIt() throws IOException, Breakage {
        Path directory = Artifact.module("a").explode(temp.resolve("a"));
        Artifact.module("b").jar(directory.resolve("b.jar"));
        Path moduleInfo = directory.resolve("module-info.class");
        DescriptorReader reader = new DescriptorReader(
                path -> {
                    delete(moduleInfo);
                    return ModuleFinder.of(path);
                },
                () -> {});
        assertEquals(Optional.empty(), reader.readExploded(directory, attributes(moduleInfo)));
    }

    @Test
    void whereTooManyFilesAreOpenIdleOnesAreClosedAndTheJarIsReadAgain() throws IOException, Breakage {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        boolean[] closed = {false};
        DescriptorReader reader = new DescriptorReader(
                path -> closed[0] ? ModuleFinder.of(path) : sneak(tooManyOpenFiles(path)), () -> closed[0] = true);
        assertEquals("a", reader.readJar(jar, attributes(jar)).orElseThrow().name());
    }

    @Test
    void whereThatIsOfNoUseTheProblemSaysWhatToDo() throws IOException {
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
    void theSystemMaySayThatTooManyFilesAreOpenInAnyLanguage() throws IOException, Breakage {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        boolean[] closed = {false};
        DescriptorReader reader = new DescriptorReader(
                path -> closed[0]
                        ? ModuleFinder.of(path)
                        : sneak(new FindException(
                                new FileSystemException(path.toString(), null, "Zu viele offene Dateien"))),
                () -> closed[0] = true);
        assertEquals("a", reader.readJar(jar, attributes(jar)).orElseThrow().name());
    }

    @Test
    void aFileThatIsNoJarIsReadOnce() throws IOException {
        int[] tries = {0};
        problem(path -> {
            tries[0]++;
            return sneak(new FindException(new ZipException("zip END header not found")));
        });
        assertEquals(1, tries[0]);
    }

    private static FindException tooManyOpenFiles(Path path) {
        return new FindException("Error reading " + path, new FileNotFoundException(path + " (Too many open files)"));
    }

    private Problem problem(Function<Path, ModuleFinder> finders) throws IOException {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        BasicFileAttributes attributes = attributes(jar);
        return assertThrows(Breakage.class, () -> new DescriptorReader(finders, () -> {}).readJar(jar, attributes))
                .problem();
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Entries.attributes(file);
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
