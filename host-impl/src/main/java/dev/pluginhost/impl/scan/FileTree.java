package dev.pluginhost.impl.scan;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;

/**
 * What is below a directory, such as an exploded module. Links are followed, to files and to directories, the directory itself included: so
 * volumes are laid out that are swapped by a link. A directory that a link within itself leads to is not entered again. Stateless.
 */
public final class FileTree {

    /** Links can make a few directories look like very many; no module has so many files. */
    private static final int MOST_ENTRIES = 1_000_000;

    /** Gets what is below a directory. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Gets a file or a directory, a directory before what is in it.
         *
         * @param attributes of what a link leads to; of the link, if it leads nowhere
         */
        void visit(Path path, BasicFileAttributes attributes) throws IOException;
    }

    private FileTree() {}

    /**
     * Visits all that is below a directory, but for what goes meanwhile.
     *
     * @throws IOException if something of it cannot be read, or there are more than 1,000,000 files and directories
     */
    public static void walk(Path root, Visitor visitor) throws IOException {
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Walk(root, visitor));
    }

    private static final class Walk extends SimpleFileVisitor<Path> {

        private final Path root;
        private final Visitor visitor;
        private int entries;

        Walk(Path root, Visitor visitor) {
            this.root = root;
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            return directory.equals(root) ? FileVisitResult.CONTINUE : visitFile(directory, attributes);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (++entries > MOST_ENTRIES) {
                throw new IOException("more than " + MOST_ENTRIES + " files in " + root);
            }
            visitor.visit(file, attributes);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            boolean gone = failure instanceof NoSuchFileException && !file.equals(root);
            if (gone || failure instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
