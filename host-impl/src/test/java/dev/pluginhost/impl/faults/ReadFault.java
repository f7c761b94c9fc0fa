package dev.pluginhost.impl.faults;

import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What can befall a file, or whoever reads it, while a plugin is read. */
enum ReadFault {
    FAILS("fails") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            throw new IOException("injected fault");
        }
    },
    DENIED("is denied") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            throw new AccessDeniedException(file.toString());
        }
    },
    CLOSED("finds the file system closed") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            if (operation == Operation.READ) {
                throw new ClosedChannelException(); // as it closes its channels
            }
            throw new ClosedFileSystemException();
        }
    },
    NO_HANDLE("finds too many files open") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            throw new FileSystemException(file.toString(), null, "Too many open files");
        }
    },
    CUT("finds the file cut short") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            change(file, bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        }
    },
    GARBLED("finds other bytes in the file") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            change(file, bytes -> {
                Arrays.fill(bytes, (byte) '?');
                return bytes;
            });
        }
    },
    DELETED("finds the file deleted") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            if (file.startsWith(module)) {
                deleteTree(file);
            }
        }
    },
    GONE("finds the whole module deleted") {
        @Override
        void befall(Operation operation, Path file, Path module) throws IOException {
            deleteTree(module);
        }
    };

    private final String words;

    ReadFault(String words) {
        this.words = words;
    }

    /**
     * Does the fault.
     *
     * @param operation what is about to be done
     * @param file what is about to be looked at or read
     * @param module the directory of the module that is to be read
     */
    abstract void befall(Operation operation, Path file, Path module) throws IOException;

    @Override
    public String toString() {
        return words;
    }

    private interface Change {
        byte[] of(byte[] bytes);
    }

    private static void change(Path file, Change change) throws IOException {
        if (Files.isRegularFile(file)) {
            Files.write(file, change.of(Files.readAllBytes(file)));
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(root)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
