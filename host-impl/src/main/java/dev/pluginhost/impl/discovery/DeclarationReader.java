package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.index.Index;
import dev.pluginhost.impl.scan.Contents;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.scan.OpenFiles;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.SourceWalk;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the declarations of a source's artifacts, for one scan of it. What the index knows of an artifact that looks the same is believed;
 * others are opened. Jars are read by the JDK's own finder, so that multi-release entries and derived names are what they are on a module
 * path. Whatever an artifact holds, reading it fails only with an {@link UnusableArtifactException}. For use by one thread.
 */
class DeclarationReader {

    /** The size of the record that a zip file ends with: a file of this size holds nothing else. */
    private static final long ZIP_END_SIZE = 22;

    private static final byte[] NO_BYTES = new byte[0];

    private final Path source;
    private final Index index;
    private final boolean checked;
    private final OpenFiles openFiles;
    private final Instant began = Instant.now();

    /**
     * A reader for a scan that begins now.
     *
     * @param checked whether the index counts only for artifacts that still have the same {@link Contents}, which takes opening them
     * @param openFiles what is closed before a second and last try if too many files are open
     */
    DeclarationReader(Path source, Index index, boolean checked, OpenFiles openFiles) {
        this.source = source;
        this.index = index;
        this.checked = checked;
        this.openFiles = openFiles;
    }

    /**
     * The module of a jar.
     *
     * @param found the jar's fingerprint before this call, so that a later change shows
     * @return null if the jar has gone meanwhile
     */
    @Nullable
    ModuleArtifact jar(Path jar, Fingerprint found) throws UnusableArtifactException {
        String looks = found.text();
        ModuleArtifact known = found.isFile() ? known(jar, false, found, looks) : null;
        return known != null ? known : readJar(jar, found, looks);
    }

    /**
     * The module of an exploded module.
     *
     * @param files its files, likewise
     * @return null if its {@code module-info.class} has gone meanwhile
     */
    @Nullable
    ModuleArtifact exploded(Path directory, Map<Path, Fingerprint> files) throws UnusableArtifactException {
        Fingerprint found = files.get(directory.resolve(SourceWalk.MODULE_INFO));
        if (found == null) {
            return null;
        }
        Set<String> layout = layout(directory, files);
        String looks = found.text() + '\0' + String.join("\0", layout);
        ModuleArtifact known = known(directory, true, found, looks);
        return known != null ? known : readExploded(directory, found, layout, looks);
    }

    private @Nullable ModuleArtifact known(Path file, boolean exploded, Fingerprint found, String looks)
            throws UnusableArtifactException {
        Index.Entry entry = index.find(source.relativize(file).toString(), looks);
        if (entry == null) {
            return null;
        }
        refuseJavaPackages(entry.descriptor(), file);
        ModuleArtifact artifact = new ModuleArtifact(entry.descriptor(), file, exploded, found, entry.contents());
        if (checked && !hasSameContents(artifact)) {
            return null;
        }
        index.keep(entry);
        return artifact;
    }

    private static boolean hasSameContents(ModuleArtifact artifact) {
        try {
            return artifact.readContents() == artifact.contents();
        } catch (IOException e) {
            return false; // reading it will tell what is wrong with it
        }
    }

    /** Notes what was read in the index, if a later write to the file will show. */
    private ModuleArtifact noted(ModuleArtifact read, String looks, byte[] declaration) throws UnusableArtifactException {
        refuseJavaPackages(read.descriptor(), read.file());
        if (read.fingerprint().isSettledAt(began)) {
            String name = source.relativize(read.file()).toString();
            index.note(new Index.Entry(name, looks, read.descriptor(), declaration, read.contents()));
        }
        return read;
    }

    private @Nullable ModuleArtifact readJar(Path jar, Fingerprint found, String looks)
            throws UnusableArtifactException {
        if (!canHoldJars(jar)) {
            throw UnusableArtifactException.broken(jar, NO_JARS_HERE, MOVE_JARS);
        }
        refuseUnreadableName(jar);
        if (found.type() == Fingerprint.Type.DANGLING) {
            throw dangling(jar);
        }
        if (!found.isFile()) {
            throw UnusableArtifactException.broken(
                    jar, "it is named like a jar, but is not a file", "put a jar in its place, or rename it");
        }
        if (found.size() == 0 || found.size() == ZIP_END_SIZE) {
            throw UnusableArtifactException.broken(
                    jar, "it is empty", "copy it again from where it came from, or remove it");
        }
        try {
            try {
                return open(jar, found, looks);
            } catch (IOException | FindException e) {
                if (!OpenFiles.mayBeLimitReached(e, jar)) {
                    throw e;
                }
            }
            openFiles.closeIdle();
            return open(jar, found, looks);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            if (SourceWalk.isGone(jar)) {
                return null;
            }
            throw Diagnosis.of(jar, e);
        }
    }

    /** The jar stays open meanwhile: the JDK has one directory for all who have it open, and so reads that once. */
    private @Nullable ModuleArtifact open(Path jar, Fingerprint found, String looks)
            throws IOException, UnusableArtifactException {
        openFiles.closeOverwritten(jar);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            String exceeded = ReadLimits.exceeded(jar, zip);
            if (exceeded != null) {
                throw UnusableArtifactException.invalid(jar, exceeded, "build it with less in it, or remove it");
            }
            long contents = Contents.ofJar(jar); // before the declaration, so that a later change shows
            for (ModuleReference module : finder(jar).findAll()) {
                ModuleArtifact read = new ModuleArtifact(module.descriptor(), jar, false, found, contents);
                return noted(read, looks, index.isSaved() ? declaration(module) : NO_BYTES);
            }
            return null;
        }
    }

    private static byte[] declaration(ModuleReference module) throws IOException {
        if (module.descriptor().isAutomatic()) {
            return NO_BYTES;
        }
        try (ModuleReader reader = module.open();
                InputStream in = reader.open(SourceWalk.MODULE_INFO).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    /** Each jar has a finder of its own: a finder of several jars fails for all if it fails for one. */
    ModuleFinder finder(Path jar) {
        return ModuleFinder.of(jar);
    }

    /** Reads it as the JDK does, but follows links: the JDK takes a package behind a link for missing. */
    private @Nullable ModuleArtifact readExploded(
            Path directory, Fingerprint found, Set<String> layout, String looks) throws UnusableArtifactException {
        refuseUnreadableName(directory);
        String fault = !found.isFile()
                ? "it cannot be read, as its module-info.class is not a file"
                : found.size() == 0 ? "its module-info.class is empty" : null;
        if (fault != null) {
            throw UnusableArtifactException.broken(directory, fault, "build it again, or remove it");
        }
        if (found.size() > ReadLimits.MODULE_INFO) {
            throw UnusableArtifactException.invalid(
                    directory,
                    "its module-info.class has more than the " + ReadLimits.MODULE_INFO + " bytes that are read",
                    "build it with less in it, or remove it");
        }
        try {
            byte[] bytes = ReadLimits.moduleInfo(directory.resolve(SourceWalk.MODULE_INFO));
            ModuleDescriptor descriptor = ModuleDescriptor.read(ByteBuffer.wrap(bytes), () -> packages(layout));
            return noted(
                    new ModuleArtifact(descriptor, directory, true, found, Contents.of(bytes)), looks, bytes);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            if (SourceWalk.isGone(directory.resolve(SourceWalk.MODULE_INFO))) {
                return null;
            }
            throw Diagnosis.of(directory, e instanceof InvalidModuleDescriptorException ? new FindException(e) : e);
        }
    }

    /**
     * The directories of an exploded module that have files, sorted and each with a slash, and the classes at its top. A declaration that the
     * compiler wrote does not name the module's packages: these directories are taken for them. So they belong to its looks.
     */
    private static Set<String> layout(Path module, Map<Path, Fingerprint> files) {
        Set<String> layout = new TreeSet<>();
        for (Map.Entry<Path, Fingerprint> file : files.entrySet()) {
            if (file.getValue().isFile()) {
                Path path = module.relativize(file.getKey());
                Path directory = path.getParent();
                if (directory != null) {
                    layout.add(directory.toString().replace(path.getFileSystem().getSeparator(), "/") + "/");
                } else if (path.toString().endsWith(".class")
                        && !path.toString().equals(SourceWalk.MODULE_INFO)) {
                    layout.add(path.toString());
                }
            }
        }
        return layout;
    }

    /** By the rules of {@code jdk.internal.module.ModulePath}. */
    private static Set<String> packages(Collection<String> layout) {
        Set<String> packages = new HashSet<>();
        for (String entry : layout) {
            if (!entry.endsWith("/")) {
                throw new InvalidModuleDescriptorException(
                        entry + " found in top-level directory (unnamed package not allowed in module)");
            }
            String name = entry.substring(0, entry.length() - 1).replace('/', '.');
            try {
                ModuleDescriptor.newModule("any").packages(Set.of(name));
                packages.add(name);
            } catch (IllegalArgumentException e) {
                // it is not the name of a package, such as META-INF
            }
        }
        return packages;
    }

    static UnusableArtifactException dangling(Path link) {
        return UnusableArtifactException.broken(
                link, "it is a link that leads nowhere", "put back what it leads to, or remove it");
    }

    static final String NO_JARS_HERE = "jars can only be opened on the default file system";
    static final String MOVE_JARS = "move it there, or unpack it: a module's directory can be on any file system";

    /** The JDK opens jars only there; from elsewhere it copies them to a temporary directory, and leaves them there. */
    static boolean canHoldJars(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /** A name that the encoding lacks is shown with replacement characters, and leads nowhere when it is used as text. */
    private static void refuseUnreadableName(Path artifact) throws UnusableArtifactException {
        String text = artifact.toString();
        if (text.indexOf('\uFFFD') < 0 || !canHoldJars(artifact) || isReadable(artifact, text)) {
            return;
        }
        String encoding = System.getProperty("sun.jnu.encoding", "");
        throw UnusableArtifactException.invalid(
                artifact,
                "its name cannot be read in this process's encoding" + (encoding.isEmpty() ? "" : ", " + encoding),
                encoding.equalsIgnoreCase("UTF-8")
                        ? "rename it"
                        : "start the application with LC_ALL=C.UTF-8, or rename it");
    }

    private static boolean isReadable(Path path, String text) {
        try {
            return Path.of(text).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void refuseJavaPackages(ModuleDescriptor descriptor, Path artifact)
            throws UnusableArtifactException {
        String reserved = null;
        for (String name : descriptor.packages()) {
            boolean isReserved = name.equals("java") || name.startsWith("java.");
            if (isReserved && (reserved == null || name.compareTo(reserved) < 0)) {
                reserved = name;
            }
        }
        if (reserved != null) {
            throw UnusableArtifactException.invalid(
                    descriptor.name(),
                    artifact,
                    "it has the package " + reserved + ", and such names are reserved for the JDK",
                    "rename the package, or remove it from the artifact");
        }
    }
}
