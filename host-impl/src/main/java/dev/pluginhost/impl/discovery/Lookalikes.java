package dev.pluginhost.impl.discovery;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files and directories that look like plugins, or like parts of a bundle, and are not taken for their name or their place: so
 * that nobody wonders why a plugin is not there. They are looked at from outside, a limited number of them. Each search is for use by one thread.
 */
final class Lookalikes {

    private static final Pattern ATTACHED =
            Pattern.compile("(.+)-(sources|javadoc|test-sources|test-javadoc|tests?)\\.jar");

    /** How deep below a directory, and at how many entries, is looked. */
    private static final int DEPTH = 3;

    private static final int MOST_ENTRIES = 200;

    private int entries;

    private Lookalikes() {}

    /** Notes what a file that is not named like a jar looks like. */
    static void file(Path file, Findings findings) {
        String name = Entries.name(file).toLowerCase(Locale.ROOT);
        if (name.endsWith(".jar")) {
            findings.passedOver(file, "the JDK knows a jar by .jar in lower case; rename it");
        } else if (name.endsWith(".zip")) {
            findings.passedOver(
                    file,
                    "it is a zip file; unpack it into a directory of its own (a bundle), or rename it if it is a jar");
        } else if (name.endsWith(".jmod")) {
            findings.passedOver(file, "it is for making run-time images only; put the jar of the module in its place");
        }
    }

    /** Notes what a directory that is no plugin looks like. */
    static void directory(Path directory, List<Path> entries, Findings findings) {
        Optional<Path> found = new Lookalikes().search(entries, DEPTH);
        if (found.isPresent()) {
            findings.passedOver(
                    directory,
                    "there is " + directory.relativize(found.get())
                            + " in it, but a plugin lies in a directory of plugins, and a bundle's jars one level deeper;"
                            + " move it up, or name its directory with plugins(...)");
            return;
        }
        for (Path entry : entries) {
            if (Entries.name(entry).equals("META-INF")) {
                findings.passedOver(
                        directory,
                        "it has a META-INF, but neither a module-info.class nor jars; compile a module-info.java with it, or"
                                + " make a jar of it");
                return;
            }
            if (!Entries.isNamedLikeJar(entry)) {
                file(entry, findings);
            }
        }
    }

    /** Notes what the entries of a bundle that are not its jars look like. */
    static void besideJars(List<Path> entries, Findings findings) throws IOException {
        for (Path entry : entries) {
            if (Entries.isNamedLikeJar(entry)) {
                continue;
            }
            Optional<BasicFileAttributes> attributes = Entries.attributesIfThere(entry);
            if (attributes.isEmpty() || !attributes.get().isDirectory()) {
                file(entry, findings);
                continue;
            }
            Optional<Path> found = new Lookalikes().search(Entries.visible(entry), DEPTH - 1);
            if (found.isPresent()) {
                findings.passedOver(
                        entry,
                        "there is " + entry.relativize(found.get())
                                + " in it, but all jars of a bundle lie side by side; move it up, or remove it");
            }
        }
    }

    /** The first jar or module declaration below a directory. */
    private Optional<Path> search(List<Path> inside, int depth) {
        for (Path entry : inside) {
            if (++entries > MOST_ENTRIES) {
                return Optional.empty();
            }
            String name = Entries.name(entry);
            if (depth < DEPTH && (name.equals(Entries.MODULE_INFO) || Entries.isNamedLikeJar(entry))) {
                return Optional.of(entry);
            }
            Optional<Path> found = depth > 0 && !name.equals("META-INF") ? searchBelow(entry, depth) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Path> searchBelow(Path entry, int depth) {
        try {
            Optional<BasicFileAttributes> attributes = Entries.attributesIfThere(entry);
            return attributes.isPresent() && attributes.get().isDirectory()
                    ? search(Entries.visible(entry), depth - 1)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // asked only for a note
        }
    }

    /**
     * Whether a jar is an attachment of another one, such as its sources, which has no declaration and is no module by intent;
     * then it is noted.
     *
     * @param isThere whether there is a file of some name beside it
     */
    static boolean isAttachment(ModuleArtifact jar, Predicate<String> isThere, Findings findings) {
        Matcher name = ATTACHED.matcher(Entries.name(jar.file()));
        if (!jar.descriptor().isAutomatic() || !name.matches()) {
            return false;
        }
        String what = name.group(2);
        boolean hasClasses = !what.startsWith("test-") && what.startsWith("test");
        boolean named = !jar.name().equals(BundlePlugin.nameOfFile(Entries.name(jar.file())));
        if (hasClasses
                ? named || !isThere.test(name.group(1) + ".jar")
                : named && !jar.descriptor().packages().isEmpty()) {
            return false;
        }
        findings.passedOver(
                jar.file(),
                "by its name it holds " + (what.equals("javadoc") ? "the Javadoc" : "the " + what.replace('-', ' '))
                        + " of " + name.group(1) + "; remove it"
                        + (hasClasses ? ", or give its manifest an Automatic-Module-Name" : ""));
        return true;
    }
}
