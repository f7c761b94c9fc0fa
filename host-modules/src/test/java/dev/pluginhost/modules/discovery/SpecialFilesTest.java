package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static dev.pluginhost.modules.discovery.Expect.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is not a regular file, or has a name that cannot be read")
class SpecialFilesTest {

    /** Only what is never answered takes so long: a pipe without a writer. */
    private static final Duration FOR_EVER = Duration.ofSeconds(30);

    @TempDir
    private Path temp;

    @BeforeEach
    void addSoundPlugin() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a shell that makes such files");
        Artifact.module("sound").jar(temp.resolve("sound.jar"));
    }

    @Test
    @DisplayName("is not opened where a declaration is a pipe")
    void declarationIsAPipe() throws Exception {
        Path directory = Files.createDirectory(temp.resolve("bad"));
        shell("mkfifo bad/module-info.class");
        onlyError(
                scan(),
                Reason.UNREADABLE,
                directory + " is broken: it cannot be read, as its module-info.class is not a file");
    }

    @Test
    @DisplayName("is not opened where a declaration is a link to a device")
    void declarationIsADevice() throws Exception {
        Files.createDirectory(temp.resolve("bad"));
        Files.createSymbolicLink(temp.resolve("bad/module-info.class"), Path.of("/dev/zero"));
        onlyError(scan(), Reason.UNREADABLE, "its module-info.class is not a file");
    }

    @Test
    @DisplayName("is not opened where a declaration is an endless file of the kernel, which says that it is empty")
    void declarationIsOfProc() throws Exception {
        assumeTrue(Files.isRegularFile(Path.of("/proc/kmsg")), "a file that has no end");
        Files.createDirectory(temp.resolve("bad"));
        Files.createSymbolicLink(temp.resolve("bad/module-info.class"), Path.of("/proc/kmsg"));
        onlyError(scan(), Reason.UNREADABLE, "its module-info.class is empty");
    }

    @Test
    @DisplayName("is not opened where a jar is a pipe")
    void jarIsAPipe() throws Exception {
        shell("mkfifo bad.jar");
        onlyError(scan(), Reason.UNREADABLE, "bad.jar is broken: it is named like a jar, but is not a file");
    }

    @Test
    @DisplayName("is not opened where a jar of a bundle is a pipe")
    void jarOfABundleIsAPipe() throws Exception {
        Artifact.module("bad").jar(temp.resolve("bad/bad.jar"));
        shell("mkfifo bad/lib.jar");
        onlyError(scan(), Reason.UNREADABLE, "lib.jar, a part of the bundle bad, is broken: it is named like a jar");
    }

    @Test
    @DisplayName("is used where it is a link to a regular file")
    void linkToAFile() throws Exception {
        Path jar = Artifact.module("linked").jar(temp.resolve("elsewhere/data"));
        Files.createSymbolicLink(temp.resolve("linked.jar"), jar);
        installed(scan(), "linked", "sound");
    }

    @Test
    @DisplayName("is a problem for each of two files whose names look alike")
    void namesThatLookAlike() throws Exception {
        Artifact.module("bad").jar(temp.resolve("bad.tmp"));
        // bytes that are none of UTF-8, and none of ASCII either
        shell("cp bad.tmp \"$(printf 'bad\\376.jar')\"; mv bad.tmp \"$(printf 'bad\\377.jar')\"");
        List<Problem> problems = scan().problems();
        assertEquals(2, problems.size(), problems::toString);
        for (Problem problem : problems) {
            assertEquals(Reason.INVALID, problem.reason());
            says(problem, "its name cannot be read in this process's encoding, ", "; ", "rename it");
        }
        assertTrue(
                problems.get(0).message().contains("LC_ALL=C.UTF-8")
                        != System.getProperty("sun.jnu.encoding").equals("UTF-8"),
                problems::toString);
    }

    private void shell(String command) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .directory(temp.toFile())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
    }

    private Discovered scan() {
        return assertTimeoutPreemptively(FOR_EVER, () -> {
            Discovered found = Scan.of(new Source(temp, false));
            assertTrue(found.candidates().containsKey("sound"));
            return found;
        });
    }
}
