package dev.pluginhost.modules.declaration;

import static dev.pluginhost.modules.scan.UnusableArtifactException.broken;
import static dev.pluginhost.modules.scan.UnusableArtifactException.invalid;

import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Layout;
import dev.pluginhost.modules.scan.LibraryDeclaration;
import dev.pluginhost.modules.scan.OpenFiles;
import dev.pluginhost.modules.scan.ReadLimits;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the declarations of a source's artifacts, for one scan of it. What the index knows of an artifact that looks the same is believed;
 * others are opened. A jar is read by the JDK's own finder, so that multi-release entries and derived names are what they are on a module
 * path. A plain zip file with a declaration is read directly. Whatever an artifact holds, reading it fails only with an
 * {@link UnusableArtifactException}. For use by one thread.
 */
public class DeclarationReader {

    private static final byte[] NO_BYTES = new byte[0];

    private final Path source;
    private final Index index;
    private final boolean checked;
    private final OpenFiles openFiles;
    private final Instant began;

    /** For a scan that began then; if it is checked, the index counts only for artifacts that still have the same contents. */
    public DeclarationReader(Path source, Index index, boolean checked, OpenFiles openFiles, Instant began) {
        this.source = source;
        this.index = index;
        this.checked = checked;
        this.openFiles = openFiles;
        this.began = began;
    }

    /** The module of a jar that had such a fingerprint before; null if it has gone meanwhile. */
    public @Nullable ModuleArtifact jar(Path jar, Fingerprint found) throws UnusableArtifactException {
        return jar(jar, found, false);
    }

    /** The same for a jar of a bundle, which need not be a module if it is a library. */
    public @Nullable ModuleArtifact library(Path jar, Fingerprint found) throws UnusableArtifactException {
        return jar(jar, found, true);
    }

    private @Nullable ModuleArtifact jar(Path jar, Fingerprint found, boolean library)
            throws UnusableArtifactException {
        String looks = found.text();
        ModuleArtifact known = found.isFile() ? known(jar, false, found, looks) : null;
        if (known != null && (library || known.isModule())) {
            return known;
        }
        ReadLimits.refuseUnopenable(jar, found);
        try {
            try {
                return open(jar, found, looks, library);
            } catch (IOException | FindException e) {
                if (!OpenFiles.mayBeLimitReached(e, jar)) {
                    throw e;
                }
            }
            openFiles.closeIdle();
            return open(jar, found, looks, library);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            if (SourceWalk.isGone(jar)) {
                return null;
            }
            throw UnusableArtifactException.of(jar, e);
        }
    }

    /**
     * The module of an exploded module with these files; null if its {@code module-info.class} has gone meanwhile. It is read
     * as the JDK does, but links in it are followed: the JDK takes a package behind a link for missing.
     */
    public @Nullable ModuleArtifact exploded(Path directory, Map<Path, Fingerprint> files)
            throws UnusableArtifactException {
        return exploded(directory, List.of(), files, layout(directory, files));
    }

    /**
     * The module that is made of some directories with these files; without a declaration it is an automatic module of that name. Null if its
     * {@code module-info.class} has gone meanwhile.
     */
    public @Nullable ModuleArtifact ofParts(String name, List<Path> roots, Map<Path, Fingerprint> files)
            throws UnusableArtifactException {
        Map<String, Path> byName = DerivedDeclaration.byName(roots, files);
        for (Path root : roots) {
            if (files.containsKey(root.resolve(SourceWalk.MODULE_INFO))) {
                Layout layout = new Layout();
                byName.keySet().forEach(layout::add);
                return exploded(root, roots, files, layout);
            }
        }
        Path first = roots.get(0);
        try {
            Fingerprint found = Fingerprint.of(first);
            return new ModuleArtifact(DerivedDeclaration.of(name, byName), first, true, found, 0, false, roots);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | RuntimeException e) {
            throw UnusableArtifactException.of(first, e);
        }
    }

    private @Nullable ModuleArtifact exploded(
            Path directory, List<Path> roots, Map<Path, Fingerprint> files, Layout layout)
            throws UnusableArtifactException {
        Path file = directory.resolve(SourceWalk.MODULE_INFO);
        Fingerprint declaration = Objects.requireNonNull(files.get(file));
        String looks = declaration.text() + '\0' + layout.text();
        ModuleArtifact known = known(directory, true, declaration, looks);
        if (known != null) {
            return known;
        }
        ReadLimits.refuseUnreadableName(directory);
        if (!declaration.isFile() || declaration.size() == 0) { // an endless file of the kernel says that it is empty
            String fault = declaration.isFile()
                    ? "its module-info.class is empty"
                    : "it cannot be read, as its module-info.class is not a file";
            throw broken(directory, fault, "build it again, or remove it");
        }
        if (declaration.size() > ReadLimits.MODULE_INFO) {
            String fault = "its module-info.class has more than the " + ReadLimits.MODULE_INFO + " bytes that are read";
            throw invalid(directory, fault, "build it with less in it, or remove it");
        }
        try {
            byte[] bytes = ReadLimits.moduleInfo(file);
            ModuleDescriptor descriptor = Index.real(ModuleDescriptor.read(ByteBuffer.wrap(bytes), layout::packages));
            return noted(
                    new ModuleArtifact(descriptor, directory, true, declaration, Contents.of(bytes), false, roots),
                    looks,
                    bytes);
        } catch (IOException | RuntimeException e) {
            if (SourceWalk.isGone(file)) {
                return null;
            }
            throw UnusableArtifactException.of(directory, e);
        }
    }

    private static Layout layout(Path directory, Map<Path, Fingerprint> files) {
        Layout layout = new Layout();
        for (Map.Entry<Path, Fingerprint> file : files.entrySet()) {
            if (file.getValue().isFile()) {
                Path path = directory.relativize(file.getKey());
                layout.add(path.toString().replace(path.getFileSystem().getSeparator(), "/"));
            }
        }
        return layout;
    }

    /** What the index knows of an artifact that looks like this; null if nothing, or if its contents are others. */
    private @Nullable ModuleArtifact known(Path file, boolean exploded, Fingerprint found, String looks) {
        Index.Declaration entry = index.isSaved() ? index.find(SourceWalk.relative(source, file), looks) : null;
        if (entry == null) {
            return null;
        }
        ModuleArtifact artifact =
                new ModuleArtifact(entry.descriptor(), file, exploded, found, entry.contents(), entry.plain());
        try {
            if (checked && artifact.readContents() != artifact.contents()) {
                return null;
            }
        } catch (IOException e) {
            return null; // reading it will tell what is wrong with it
        }
        index.keep(entry);
        return artifact;
    }

    /** Notes what was read in the index, if a later write to the file will show. */
    private ModuleArtifact noted(ModuleArtifact read, String looks, byte[] declaration) {
        if (index.isSaved() && read.fingerprint().isSettledAt(began)) {
            String name = SourceWalk.relative(source, read.file());
            index.note(
                    new Index.Declaration(name, looks, read.descriptor(), declaration, read.contents(), read.plain()));
        }
        return read;
    }

    /** The jar stays open meanwhile: the JDK reads its directory once for all open JarFiles of it. */
    private @Nullable ModuleArtifact open(Path jar, Fingerprint found, String looks, boolean library)
            throws IOException, UnusableArtifactException {
        openFiles.closeOverwritten(jar);
        long contents = Contents.ofJar(jar); // before the declaration, so that a later change shows
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Layout layout = new Layout();
            String exceeded = ReadLimits.exceeded(jar, zip, layout);
            if (exceeded != null) {
                throw invalid(jar, exceeded, "build it with less in it, or remove it");
            }
            try {
                return openModule(jar, zip, layout, found, looks, contents);
            } catch (FindException | InvalidModuleDescriptorException e) {
                if (!library || e.getCause() instanceof IOException) {
                    throw e;
                }
                ModuleDescriptor descriptor = LibraryDeclaration.of(jar, zip, layout);
                return noted(
                        new ModuleArtifact(descriptor, jar, false, found, contents, layout.isPlain()), looks, NO_BYTES);
            }
        }
    }

    private @Nullable ModuleArtifact openModule(
            Path jar, ZipFile zip, Layout layout, Fingerprint found, String looks, long contents) throws IOException {
        ZipEntry declared = layout.isPlain() ? zip.getEntry(SourceWalk.MODULE_INFO) : null;
        if (declared != null) {
            byte[] bytes = ReadLimits.moduleInfo(zip, declared);
            ModuleDescriptor descriptor = Index.real(ModuleDescriptor.read(ByteBuffer.wrap(bytes), layout::packages));
            return noted(new ModuleArtifact(descriptor, jar, false, found, contents, true), looks, bytes);
        }
        for (ModuleReference module : finder(jar).findAll()) {
            ModuleArtifact read =
                    new ModuleArtifact(Index.real(module.descriptor()), jar, false, found, contents, layout.isPlain());
            return noted(read, looks, index.isSaved() ? declaration(module) : NO_BYTES);
        }
        return null;
    }

    /** Each jar has a finder of its own: a finder of several jars fails for all if it fails for one. */
    ModuleFinder finder(Path jar) {
        return ModuleFinder.of(jar);
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
}
