package dev.pluginhost.cli.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a jar or an exploded module. Loads no class. Used once, by one thread. */
final class ModuleReader {

    private static final int MAGIC = 0xcafe_babe;
    private static final int OLDEST = 44;
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib)");
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d{1,4})/.*");

    private final Path file;
    private final boolean exploded;
    private final Set<Integer> releases = new TreeSet<>();
    private final Set<String> natives = new TreeSet<>();
    private final Set<String> signers = new TreeSet<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** The sets of signers of the classes of each package; the JDK refuses a package with two of them. */
    private final Map<String, Set<Set<String>>> signersOf = new TreeMap<>();

    private long size;
    private int classes;
    private int highest;
    private boolean hasUnsigned;

    private ModuleReader(Path file, boolean exploded) {
        this.file = file;
        this.exploded = exploded;
    }

    static ModuleFacts read(Path file) {
        ModuleReader reader = new ModuleReader(file, Files.isDirectory(file));
        try {
            if (reader.exploded) {
                reader.readDirectory();
            } else {
                reader.readJar();
            }
        } catch (IOException | SecurityException e) {
            reader.problems.add(file + " cannot be read: " + e.getMessage() + "; replace it by a whole one");
        }
        return reader.facts();
    }

    private ModuleFacts facts() {
        Optional<ModuleDescriptor> descriptor = Optional.empty();
        try {
            descriptor = ModuleFinder.of(file).findAll().stream().findFirst().map(found -> found.descriptor());
        } catch (FindException | InvalidModuleDescriptorException e) {
            if (problems.isEmpty()) {
                problems.add(file + " is not a module: " + message(e));
            }
        }
        if (highest > Runtime.version().feature() + OLDEST) {
            problems.add(file + " has classes for Java " + (highest - OLDEST) + ", and this is Java "
                    + Runtime.version().feature()
                    + "; start the application with a newer Java, or get a build for this one");
        }
        if (hasUnsigned && !signers.isEmpty()) {
            remarks.add(file + " is signed in part: nothing vouches for the rest of it");
        }
        signersOf.forEach((name, found) -> {
            if (found.size() > 1) {
                problems.add(file + " has classes of package " + name
                        + " that are not signed by the same signers; sign all of it, or replace it by a whole one");
            }
        });
        return new ModuleFacts(
                file,
                exploded,
                descriptor,
                size,
                classes,
                highest,
                List.copyOf(releases),
                List.copyOf(natives),
                List.copyOf(signers),
                List.copyOf(remarks),
                List.copyOf(problems));
    }

    /** The JDK's own message, with that of its cause, which often says more. */
    private static String message(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause == null || cause.getMessage() == null
                ? String.valueOf(thrown.getMessage())
                : thrown.getMessage() + " (" + cause.getMessage() + ")";
    }

    private void readDirectory() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(file)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path each : files) {
            size += Files.size(each);
            try (InputStream content = Files.newInputStream(each)) {
                look(file.relativize(each).toString().replace('\\', '/'), content);
            }
        }
    }

    private void readJar() throws IOException {
        size = Files.size(file);
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            boolean multiRelease = jar.isMultiRelease();
            for (JarEntry entry : Collections.list(jar.entries())) {
                Matcher versioned = VERSIONED.matcher(entry.getName());
                if (versioned.matches()) {
                    if (!multiRelease) {
                        continue; // nobody sees it
                    }
                    releases.add(Integer.parseInt(versioned.group(1)));
                }
                if (!entry.isDirectory()) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        look(entry.getName(), content);
                        content.transferTo(OutputStream.nullOutputStream()); // the signature is checked at its end
                    }
                    sign(entry);
                }
            }
        }
    }

    private void look(String name, InputStream content) throws IOException {
        if (name.endsWith(".class")) {
            classes++;
            byte[] head = content.readNBytes(8);
            if (head.length < 8 || number(head, 0, 4) != MAGIC) {
                problems.add(file + " has a broken class file (" + name + "); replace it by a whole one");
            } else if (!name.startsWith("META-INF/versions/")) {
                highest = Math.max(highest, number(head, 6, 8));
            }
        } else if (NATIVE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            natives.add(name);
        }
    }

    private static int number(byte[] bytes, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    private void sign(JarEntry entry) {
        if (entry.getName().startsWith("META-INF/")) {
            return;
        }
        CodeSigner @Nullable [] found = entry.getCodeSigners();
        hasUnsigned |= found == null;
        Set<String> names = new TreeSet<>();
        for (CodeSigner signer : found == null ? new CodeSigner[0] : found) {
            if (signer.getSignerCertPath().getCertificates().get(0) instanceof X509Certificate certificate) {
                names.add(certificate.getSubjectX500Principal().getName());
            }
        }
        signers.addAll(names);
        String name = entry.getName();
        if (name.endsWith(".class") && name.contains("/")) {
            String packageName = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
            signersOf.computeIfAbsent(packageName, none -> new HashSet<>()).add(names);
        }
    }
}
