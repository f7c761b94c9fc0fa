package dev.pluginhost.impl.faults;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** What can befall a jar. */
enum FileFault {
    REPLACED("is replaced by another version") {
        @Override
        void befall(Path jar) throws IOException {
            byte[] other = PluginSource.plugin("acme.a").version("2").bytes();
            Path made = Files.write(jar.resolveSibling("made"), other);
            Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
        }
    },
    OVERWRITTEN("is overwritten in place, with its size and time kept") {
        @Override
        void befall(Path jar) throws IOException {
            FileTime time = Files.getLastModifiedTime(jar);
            byte[] garbage = new byte[(int) Files.size(jar)];
            Arrays.fill(garbage, (byte) '?');
            Files.write(jar, garbage, StandardOpenOption.WRITE);
            Files.setLastModifiedTime(jar, time);
        }
    },
    TRUNCATED("is cut short in place") {
        @Override
        void befall(Path jar) throws IOException {
            Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), 100));
        }
    },
    DELETED("is deleted") {
        @Override
        void befall(Path jar) throws IOException {
            Files.delete(jar);
        }
    },
    /** Nobody can read that, the superuser included. */
    CIRCULAR("becomes a link to itself") {
        @Override
        void befall(Path jar) throws IOException {
            Files.delete(jar);
            Files.createSymbolicLink(jar, jar);
        }
    },
    DIRECTORY("becomes a directory") {
        @Override
        void befall(Path jar) throws IOException {
            Files.delete(jar);
            Files.createDirectory(jar);
        }
    },
    UNREADABLE("is made unreadable") {
        @Override
        void befall(Path jar) throws IOException {
            Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("---------"));
        }

        @Override
        void assumePossible(Path directory) throws IOException {
            Path trial = Files.createFile(directory.resolve("trial"));
            befall(trial);
            boolean readable = Files.isReadable(trial);
            Files.delete(trial);
            Assumptions.assumeFalse(readable, "the superuser can read everything");
        }
    };

    private final String words;

    FileFault(String words) {
        this.words = words;
    }

    abstract void befall(Path jar) throws IOException;

    /** Skips the test where this changes nothing. */
    void assumePossible(Path directory) throws IOException {}

    @Override
    public String toString() {
        return words;
    }
}
