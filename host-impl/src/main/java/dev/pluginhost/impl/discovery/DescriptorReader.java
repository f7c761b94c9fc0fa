package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.OpenFiles;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.Contents;
import dev.pluginhost.impl.scan.Fingerprint;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipFile;

/**
 * Reads the declaration of one artifact with the JDK's own finder, so that multi-release entries and derived names are what
 * they are on a module path. Each artifact has a finder of its own: a finder of several fails for all if it fails for one.
 * Nothing that an artifact holds makes a read fail otherwise than with a {@link Breakage}, which is also what becomes of
 * memory that runs out. Only regular files are opened, and no more is read of them than {@link ReadLimits} say.
 *
 * <p>Stateless, hence safe for use by several threads.
 */
final class DescriptorReader {

    /** The size of the record that a zip file ends with: one of this size holds nothing else. */
    private static final long ZIP_END_SIZE = 22;

    private final Function<Path, ModuleFinder> finders;
    private final OpenFiles openFiles;

    /**
     * A reader.
     *
     * @param finders makes the finder of an artifact
     * @param openFiles what is closed when too many files may be open, before another and last try
     */
    DescriptorReader(Function<Path, ModuleFinder> finders, OpenFiles openFiles) {
        this.finders = finders;
        this.openFiles = openFiles;
    }

    /**
     * Looks at an artifact before it is read.
     *
     * @return its attributes, links followed; nothing if it has gone since it was listed
     */
    static Optional<BasicFileAttributes> lookAt(Path artifact) throws Breakage {
        try {
            Optional<BasicFileAttributes> attributes = Entries.attributesIfThere(artifact);
            if (attributes.isEmpty() && !Entries.isGone(artifact)) {
                throw Breakage.of(
                        artifact,
                        Diagnosis.broken("it is a link that leads nowhere", "put back what it leads to, or remove it"));
            }
            return attributes;
        } catch (IOException e) {
            throw Breakage.of(artifact, Diagnosis.unreadable(e));
        }
    }

    /**
     * Reads a jar.
     *
     * @param attributes of the jar; read before its content, so that a later change shows in the fingerprint
     * @return its module, or nothing if the jar has gone meanwhile
     */
    Optional<ModuleArtifact> readJar(Path jar, BasicFileAttributes attributes) throws Breakage {
        if (!Entries.canHoldJars(jar)) {
            throw Breakage.of(jar, notOnDefaultFileSystem());
        }
        refuseUnreadableName(jar);
        if (!attributes.isRegularFile()) {
            throw Breakage.of(
                    jar,
                    Diagnosis.broken(
                            "it is named like a jar, but is not a file", "put a jar in its place, or rename it"));
        }
        if (attributes.size() == 0 || attributes.size() == ZIP_END_SIZE) {
            throw Breakage.of(jar, Diagnosis.empty());
        }
        return find(jar, this::findInJar).map(read -> artifact(read, jar, false, attributes));
    }

    /**
     * Reads an exploded module.
     *
     * @param moduleInfo the attributes of its {@code module-info.class}, read before its content
     * @return the module, or nothing if its {@code module-info.class} has gone meanwhile
     */
    Optional<ModuleArtifact> readExploded(Path directory, BasicFileAttributes moduleInfo) throws Breakage {
        refuseUnreadableName(directory);
        if (!moduleInfo.isRegularFile()) {
            throw Breakage.of(
                    directory,
                    Diagnosis.broken(
                            "it cannot be read, as its module-info.class is not a file",
                            "build it again, or remove it"));
        }
        if (moduleInfo.size() == 0) {
            throw Breakage.of(
                    directory, Diagnosis.broken("its module-info.class is empty", "build it again, or remove it"));
        }
        if (moduleInfo.size() > ReadLimits.MODULE_INFO) {
            throw Breakage.of(
                    directory,
                    Diagnosis.invalid(
                            "its module-info.class has more than the " + ReadLimits.MODULE_INFO
                                    + " bytes that are read",
                            "build it with less in it, or remove it"));
        }
        // Without its module-info.class the directory would be searched for other modules, which are not what was asked
        // for.
        return find(directory, this::findInDirectory)
                .filter(read -> read.reference().location().equals(Optional.of(directory.toUri())))
                .map(read -> artifact(read, directory, true, moduleInfo));
    }

    static Diagnosis notOnDefaultFileSystem() {
        return Diagnosis.broken(
                "jars can only be opened on the default file system",
                "move it there, or unpack it: a module's directory can be on any file system");
    }

    /** How an artifact is read. */
    @FunctionalInterface
    private interface Finding {
        Optional<Read> in(Path artifact) throws Breakage;
    }

    /** What was read of an artifact, its {@link Contents} first, so that a later change shows in them. */
    private record Read(long contents, ModuleReference reference) {}

    private Optional<Read> find(Path artifact, Finding finding) throws Breakage {
        Optional<Read> found;
        try {
            found = findTwice(artifact, finding);
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            if (Entries.isGone(artifact)) {
                return Optional.empty();
            }
            throw Breakage.of(artifact, Diagnosis.of(artifact, e));
        }
        if (found.isPresent()) {
            refuseJavaPackages(found.get().reference().descriptor(), artifact);
        }
        return found;
    }

    private Optional<Read> findTwice(Path artifact, Finding finding) throws Breakage {
        try {
            return finding.in(artifact);
        } catch (FindException e) {
            if (!OpenFiles.mayBeLimitReached(e, artifact)) {
                throw e;
            }
        }
        openFiles.closeIdle();
        return finding.in(artifact);
    }

    /** The jar stays open meanwhile, so that the JDK, which has one directory for all who have it open, reads that once. */
    private Optional<Read> findInJar(Path jar) throws Breakage {
        openFiles.closeOverwritten(jar);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            String exceeded = ReadLimits.exceeded(jar, zip);
            if (exceeded != null) {
                throw Breakage.of(jar, Diagnosis.invalid(exceeded, "build it with less in it, or remove it"));
            }
            return findOnce(jar, Contents.ofJar(jar));
        } catch (IOException e) {
            throw new FindException(e);
        }
    }

    private Optional<Read> findInDirectory(Path directory) {
        try {
            return findOnce(directory, Contents.ofDeclaration(directory.resolve(Entries.MODULE_INFO)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new FindException(e);
        }
    }

    private Optional<Read> findOnce(Path artifact, long contents) {
        for (ModuleReference reference : finders.apply(artifact).findAll()) {
            return Optional.of(new Read(contents, reference));
        }
        return Optional.empty();
    }

    /** A name that this process's encoding lacks is shown with replacement characters, and stands for no file when it is used as text. */
    private static void refuseUnreadableName(Path artifact) throws Breakage {
        String text = artifact.toString();
        if (text.indexOf('\uFFFD') < 0 || !Entries.canHoldJars(artifact) || isReadable(artifact, text)) {
            return;
        }
        String encoding = System.getProperty("sun.jnu.encoding", "");
        throw Breakage.of(
                artifact,
                Diagnosis.invalid(
                        "its name cannot be read in this process's encoding"
                                + (encoding.isEmpty() ? "" : ", " + encoding),
                        encoding.equalsIgnoreCase("UTF-8")
                                ? "rename it"
                                : "start the application with LC_ALL=C.UTF-8, or rename it"));
    }

    private static boolean isReadable(Path path, String text) {
        try {
            return Path.of(text).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    static void refuseJavaPackages(ModuleDescriptor descriptor, Path artifact) throws Breakage {
        String reserved = null;
        for (String name : descriptor.packages()) {
            boolean isReserved = name.equals("java") || name.startsWith("java.");
            if (isReserved && (reserved == null || name.compareTo(reserved) < 0)) {
                reserved = name;
            }
        }
        if (reserved != null) {
            throw Breakage.of(
                    descriptor.name(),
                    artifact,
                    Diagnosis.invalid(
                            "it has the package " + reserved + ", and such names are reserved for the JDK",
                            "rename the package, or remove it from the artifact"));
        }
    }

    private static ModuleArtifact artifact(Read read, Path file, boolean exploded, BasicFileAttributes attributes) {
        return new ModuleArtifact(
                read.reference().descriptor(), file, exploded, Fingerprint.of(attributes), read.contents());
    }
}
