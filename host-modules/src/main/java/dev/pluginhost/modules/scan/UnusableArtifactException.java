package dev.pluginhost.modules.scan;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.spi.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * An artifact cannot be used: fact, offender and cure. If the JDK refuses an artifact, it tells kinds of refusal apart only
 * by their messages. Known ones get words for readers who have never written a module declaration; others are quoted.
 * It has no stack trace, since it is about a file and not about code. Immutable.
 */
public final class UnusableArtifactException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final String REPLACE = "copy it again from where it came from, or remove it";

    /** Longer messages are cut: they quote what is in the file, such as a line of a million characters. */
    private static final int LONGEST = 4_000;

    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("Unsupported major.minor version (\\d+)\\.\\d+");

    private static final String NOT_IN_MODULE =
            "(?: not in (?:JAR file .*|module)|: Invalid service provider name: .*)";

    /** A message of the JDK's, and what it means; {@code $1} is what its first group matches. */
    private record JdkMessage(String pattern, String fact, String cure) {}

    /** What the JDK says of an artifact that is whole. Other messages come from damaged ones. */
    private static final List<JdkMessage> JDK_MESSAGES = List.of(
            new JdkMessage(
                    "(?i)(.*\\b(?:extra (?:data )?field|zip64 extra)\\b.*)",
                    "it has an extra field that this Java does not accept ($1)",
                    "build it anew with a current tool, or start the application with"
                            + " -Djdk.util.zip.disableZip64ExtraFieldValidation=true"),
            new JdkMessage(
                    "(?i).*\\(encrypted entry\\).*",
                    "it has entries that are encrypted, which Java cannot read",
                    "pack it without a password"),
            new JdkMessage(
                    "(?i).*\\(bad compression method: (.*)\\).*",
                    "it has entries that are compressed by method $1, which Java cannot read",
                    "pack it again with the jar tool"),
            new JdkMessage(
                    "(?i).*\\(bad entry name(?: or comment)?\\).*",
                    "it has an entry whose name is not in UTF-8",
                    "pack it again with the jar tool"),
            new JdkMessage(
                    "invalid header field name: \uFEFF.*",
                    "its META-INF/MANIFEST.MF begins with a byte order mark",
                    "save the file as UTF-8 without a byte order mark"),
            new JdkMessage(
                    "((?:manifest )?line too long.*|misplaced continuation line.*|invalid header field.*"
                            + "|invalid manifest format.*)",
                    "its META-INF/MANIFEST.MF has a line that is not legal ($1)",
                    "correct the line, or build the artifact again"),
            new JdkMessage(
                    "(?:Provider class )?\uFEFF(.*?)" + NOT_IN_MODULE,
                    "a file in its META-INF/services begins with a byte order mark, before $1",
                    "save the file as UTF-8 without a byte order mark"),
            new JdkMessage(
                    "(?:Provider class )?\uFFFD(.*?)" + NOT_IN_MODULE,
                    "a file in its META-INF/services is not in UTF-8",
                    "save the file as UTF-8"),
            new JdkMessage(
                    "(.+)\\.class found in top-level directory .*",
                    "its class $1 is in the unnamed package, which a module cannot have",
                    "move the class into a package, or remove it from the artifact"),
            new JdkMessage(
                    "Provider class (.*) not in (?:JAR file .*|module)",
                    "its META-INF/services names the provider $1, whose package is not in it",
                    "add the class to the jar, or remove the line that names it"),
            new JdkMessage(
                    "(.*): Invalid service provider name: .*",
                    "its META-INF/services names the provider $1, which is not the name of a class",
                    "correct the line, or remove it"),
            new JdkMessage(
                    "Package (\\S+) (?:not found in module|missing from ModulePackages class file attribute)",
                    "its module declaration names the package $1, but there is no such package in it",
                    "build it again with all its classes, or take the package out of its module declaration"),
            new JdkMessage(
                    "Automatic-Module-Name: (.*): Invalid module name: .*",
                    "the Automatic-Module-Name in its manifest, '$1', is not a legal module name",
                    "correct the name: Java identifiers, separated by dots"),
            new JdkMessage(
                    "(.*): Invalid module name: .*",
                    "it has no module declaration, and no legal module name can be derived from its file name ('$1' is none)",
                    "give its manifest an Automatic-Module-Name, or rename the file"));

    private final Reason reason;
    private final String subject;
    private final transient Path location;
    private final String offender;
    private final String fact;

    private UnusableArtifactException(
            Reason reason, String subject, Path location, String offender, String fact, String cure) {
        this(
                reason,
                subject,
                location,
                offender,
                (reason == Reason.UNREADABLE ? " is broken: " : " is invalid: ") + fact + "; " + cure);
    }

    private UnusableArtifactException(Reason reason, String subject, Path location, String offender, String fact) {
        super(null, null, false, false);
        this.reason = reason;
        this.subject = subject;
        this.location = location;
        this.offender = offender;
        this.fact = fact;
    }

    /** A zip file, which may be whole, cannot be unpacked into the cache. */
    public static UnusableArtifactException notCached(Path zip, String why, String cure) {
        return new UnusableArtifactException(
                Reason.UNREADABLE,
                SourceWalk.name(zip),
                zip,
                zip.toString(),
                " cannot be unpacked: " + why + "; " + cure);
    }

    /** The bytes of an artifact cannot be read. */
    public static UnusableArtifactException broken(Path file, String fact, String cure) {
        String offender = file.toString();
        return new UnusableArtifactException(Reason.UNREADABLE, SourceWalk.name(file), file, offender, fact, cure);
    }

    public static UnusableArtifactException dangling(Path link) {
        return broken(link, "it is a link that leads nowhere", "put back what it leads to, or remove it");
    }

    /** What an artifact declares is not acceptable. */
    public static UnusableArtifactException invalid(Path file, String fact, String cure) {
        String offender = file.toString();
        return new UnusableArtifactException(Reason.INVALID, SourceWalk.name(file), file, offender, fact, cure);
    }

    /** The same, if the name of its module is known. */
    public static UnusableArtifactException invalid(String module, Path file, String fact, String cure) {
        String offender = "Module " + module + " in " + file;
        return new UnusableArtifactException(Reason.INVALID, module, file, offender, fact, cure);
    }

    /** A bundle cannot be used as a whole. */
    public static UnusableArtifactException ofBundle(Reason reason, Path bundle, String fact, String cure) {
        String offender = "Bundle " + bundle;
        return new UnusableArtifactException(reason, SourceWalk.name(bundle), bundle, offender, fact, cure);
    }

    /** What it means that looking at an artifact, or reading it, threw something. */
    public static UnusableArtifactException of(Path artifact, Throwable refusal) {
        Throwable root = root(refusal);
        String words = words(root);
        boolean path = root instanceof FileSystemException || root instanceof FileNotFoundException;
        for (JdkMessage known : path ? List.<JdkMessage>of() : JDK_MESSAGES) { // the message of those is a path
            Matcher matcher = Pattern.compile(known.pattern).matcher(words);
            if (matcher.matches()) {
                return invalid(artifact, matcher.replaceFirst(known.fact), matcher.replaceFirst(known.cure));
            }
        }
        if (root instanceof OutOfMemoryError) {
            return broken(
                    artifact,
                    "to read it takes more memory than there is",
                    "give the application more memory with -Xmx, or remove it");
        }
        if (root instanceof ZipException) {
            String kind = SourceWalk.isNamedLikeZip(artifact) ? "zip file" : "jar";
            return broken(artifact, "it is not a " + kind + ", or only a part of one (" + words + ")", REPLACE);
        }
        if (OpenFiles.isLimitReached(root)) {
            return broken(artifact, "it cannot be read (" + words + ")", OpenFiles.CURE);
        }
        if (root instanceof IOException) {
            return root instanceof AccessDeniedException || !OpenFiles.isReadable(artifact)
                    ? broken(
                            artifact,
                            "this process may not read it",
                            "let the user that runs the application read it, or remove it")
                    : broken(artifact, "it cannot be read (" + words + ")", REPLACE);
        }
        if (root instanceof SecurityException) {
            return broken(
                    artifact,
                    "it was changed after it was signed, or has the signature of another jar (" + words + ")",
                    "get it again from its publisher, or, if it was merged from several jars, leave"
                            + " META-INF/*.SF, *.RSA, *.DSA and *.EC out of it");
        }
        Matcher version = CLASS_FILE_VERSION.matcher(words);
        if (version.matches()) {
            return ofClassFileVersion(artifact, Integer.parseInt(version.group(1)));
        }
        if (refusal instanceof FindException || root instanceof InvalidModuleDescriptorException) {
            return broken(
                    artifact,
                    "its module declaration cannot be understood (" + words + ")",
                    "build it again, or remove it");
        }
        String type = root.getClass().getName();
        String failure = words.equals(root.getClass().getSimpleName()) ? type : type + ": " + words;
        return broken(artifact, "reading it failed unexpectedly (" + failure + ")", REPLACE);
    }

    private static UnusableArtifactException ofClassFileVersion(Path artifact, int major) {
        int needed = major - 44;
        int here = Runtime.version().feature();
        return needed > here
                ? broken(
                        artifact,
                        "it was compiled for Java " + needed + ", and this is Java " + here,
                        "run the application on Java " + needed + " or later, or get a build of it for Java " + here)
                : broken(
                        artifact,
                        "its module declaration is of class file version " + major + ", which has no modules",
                        "compile it for Java 9 or later");
    }

    static Throwable root(Throwable failure) {
        Throwable root = failure;
        // A chain of causes can lead back to itself; none of the JDK's is this long.
        for (int depth = 0; depth < 16 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** What a failure says, on one line, cut if it is long; its type, if it says nothing. */
    public static String words(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return message.length() > LONGEST ? Printable.text(message) : message.replaceAll("\\p{Cntrl}+", " ");
    }

    public Problem problem() {
        return problem("");
    }

    public Problem problemIn(Path bundle) {
        return problem(", a part of the bundle " + SourceWalk.name(bundle) + ",");
    }

    /** The problem of a plugin of which this is a part. */
    public Problem problemOf(String plugin) {
        Problem own = problem(", a part of plugin " + plugin + ",");
        return new Problem(own.severity(), own.reason(), plugin, own.location(), own.message());
    }

    private Problem problem(String place) {
        return new Problem(Severity.ERROR, reason, subject, Optional.of(location), offender + place + fact);
    }

    @Override
    public String getMessage() {
        return problem().message();
    }
}
