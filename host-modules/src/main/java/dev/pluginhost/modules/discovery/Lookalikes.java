package dev.pluginhost.modules.discovery;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.JarName;
import dev.pluginhost.modules.scan.LibraryDeclaration;
import dev.pluginhost.modules.scan.SourceWalk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Notes files and directories that look like plugins, or like parts of a bundle, and are passed over because of their
 * name or place. It opens only directories, a limited number of them. For use by one thread.
 */
final class Lookalikes {

    private static final Pattern ATTACHED =
            Pattern.compile("(.+)-(sources|javadoc|test-sources|test-javadoc|tests?)\\.jar");

    /** How deep below a directory is looked, and at how many entries. */
    private static final int DEPTH = 3;

    private static final int MOST_ENTRIES = 200;

    private int entries;

    private Lookalikes() {}

    /** Notes what a file looks like that is not named like a jar. */
    static void file(Path file, SourceContent content) {
        String name = SourceWalk.name(file).toLowerCase(Locale.ROOT);
        if (name.endsWith(".jar")) {
            content.passedOver(file, "the JDK knows a jar by .jar in lower case; rename it");
        } else if (name.endsWith(".zip")) {
            content.passedOver(
                    file,
                    "it is a zip file, which is a bundle only in a directory of plugins; move it there, or unpack it");
        } else if (name.endsWith(".jmod")) {
            content.passedOver(file, "it is for making run-time images only; put the jar of the module in its place");
        } else if (name.endsWith(".war") || name.endsWith(".ear")) {
            content.passedOver(file, "it is for an application server; put the jar of a module in its place");
        } else if (JarName.isPartial(name)) {
            content.passedOver(file, "by its name it is not whole yet; rename it when it is, or remove it");
        }
    }

    /** Notes what a directory looks like that is no artifact. */
    static void directory(Path directory, List<Path> entries, SourceContent content) {
        Path found = new Lookalikes().search(entries, DEPTH);
        if (found != null) {
            content.passedOver(
                    directory,
                    "there is " + directory.relativize(found)
                            + " in it, but a plugin lies in a directory of plugins, and a bundle's jars one level deeper;"
                            + " move it up, or name its directory with plugins(...)");
            return;
        }
        for (Path entry : entries) {
            if (SourceWalk.name(entry).equals("META-INF")) {
                content.passedOver(
                        directory,
                        "it has a META-INF, but neither a module-info.class nor jars; compile a module-info.java with it, or"
                                + " make a jar of it");
                return;
            }
            file(entry, content);
        }
    }

    /** Notes what the entries of a bundle look like that are not its jars. */
    static void besideJars(List<Path> entries, SourceContent content) {
        for (Path entry : entries) {
            Path found = SourceWalk.isNamedLikeJar(entry) ? entry : new Lookalikes().below(entry, DEPTH);
            if (found == null) {
                file(entry, content);
            } else if (!found.equals(entry)) {
                content.passedOver(
                        entry,
                        "there is " + entry.relativize(found)
                                + " in it, but all jars of a bundle lie side by side; move it up, or remove it");
            }
        }
    }

    /** The first jar or module declaration among some entries and below them; those at the top are not asked for. */
    private @Nullable Path search(List<Path> inside, int depth) {
        for (Path entry : inside) {
            if (++entries > MOST_ENTRIES) {
                return null;
            }
            String name = SourceWalk.name(entry);
            if (depth < DEPTH && (name.equals(SourceWalk.MODULE_INFO) || SourceWalk.isNamedLikeJar(entry))) {
                return entry;
            }
            Path found = depth > 0 && !name.equals("META-INF") ? below(entry, depth) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Path below(Path entry, int depth) {
        try {
            return Fingerprint.of(entry).isDirectory() ? search(SourceWalk.visible(entry), depth - 1) : null;
        } catch (IOException e) {
            return null; // it is only for a note
        }
    }

    /** Whether a jar is an attachment of another one, such as its sources, and no module; then it is noted. */
    static boolean isAttachment(ModuleArtifact jar, SourceContent content) {
        Matcher name = ATTACHED.matcher(SourceWalk.name(jar.file()));
        if ((jar.isModule() && jar.isDeclared()) || !name.matches()) {
            return false;
        }
        String what = name.group(2);
        boolean hasClasses = what.startsWith("test") && !what.startsWith("test-");
        boolean isNamed = !jar.name().equals(LibraryDeclaration.name(jar.file()));
        if (hasClasses
                ? isNamed || SourceWalk.isGone(jar.file().resolveSibling(name.group(1) + ".jar"))
                : isNamed && !jar.descriptor().packages().isEmpty()) {
            return false;
        }
        content.passedOver(
                jar.file(),
                "by its name it holds " + (what.equals("javadoc") ? "the Javadoc" : "the " + what.replace('-', ' '))
                        + " of " + name.group(1) + "; remove it"
                        + (hasClasses ? ", or give its manifest an Automatic-Module-Name" : ""));
        return true;
    }
}
