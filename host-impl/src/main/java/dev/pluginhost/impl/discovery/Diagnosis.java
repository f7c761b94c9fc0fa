package dev.pluginhost.impl.discovery;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.scan.OpenFiles;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.lang.module.FindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Why an artifact cannot be used, and what to do about it. Immutable.
 *
 * <p>The JDK tells the kinds of refusal apart by their messages alone. Those that are known are put into words for people
 * who have never written a module declaration; any other is quoted.
 *
 * @param kind {@link Reason#UNREADABLE} if its bytes cannot be read, {@link Reason#INVALID} if what they say cannot be
 * @param reason a sentence about the artifact, which it calls "it"
 * @param cure a request to the reader
 */
record Diagnosis(Reason kind, String reason, String cure) {

    private static final String REPLACE_IT = "copy it again from where it came from, or remove it";
    private static final String GRANT_ACCESS = "let the user that runs the application read it, or remove it";

    /** Longer messages are cut. They quote what is in the file, such as a line of a services file of a million characters. */
    private static final int LONGEST = 4_000;

    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("Unsupported major.minor version (\\d+)\\.\\d+");

    /** A message of the JDK's, and what it means; {@code $1} is what the message's first group matched. */
    private record Rule(Pattern message, String reason, String cure) {

        static Rule of(String message, String reason, String cure) {
            return new Rule(Pattern.compile(message), reason, cure);
        }

        Optional<Diagnosis> read(String words) {
            Matcher matcher = message.matcher(words);
            return matcher.matches()
                    ? Optional.of(invalid(matcher.replaceFirst(reason), matcher.replaceFirst(cure)))
                    : Optional.empty();
        }

        static Optional<Diagnosis> firstOf(List<Rule> rules, String words) {
            for (Rule rule : rules) {
                Optional<Diagnosis> read = rule.read(words);
                if (read.isPresent()) {
                    return read;
                }
            }
            return Optional.empty();
        }
    }

    /** What a whole jar says that the JDK does not accept; other messages are of jars that were damaged. */
    private static final List<Rule> ZIP_RULES = List.of(
            Rule.of(
                    "(?i)(.*\\b(?:extra (?:data )?field|zip64 extra)\\b.*)",
                    "it has an extra field that this Java does not accept ($1)",
                    "build it anew with a current tool, or start the application with"
                            + " -Djdk.util.zip.disableZip64ExtraFieldValidation=true"),
            Rule.of(
                    "(?i).*\\(encrypted entry\\).*",
                    "it has entries that are encrypted, which Java cannot read",
                    "pack it without a password"),
            Rule.of(
                    "(?i).*\\(bad compression method: (.*)\\).*",
                    "it has entries that are compressed by method $1, which Java cannot read",
                    "pack it again with the jar tool"),
            Rule.of(
                    "(?i).*\\(bad entry name(?: or comment)?\\).*",
                    "it has an entry whose name is not in UTF-8",
                    "pack it again with the jar tool"));

    private static final List<Rule> MANIFEST_RULES = List.of(
            Rule.of(
                    "invalid header field name: \uFEFF.*",
                    "its META-INF/MANIFEST.MF begins with a byte order mark",
                    "save the file as UTF-8 without a byte order mark"),
            Rule.of(
                    "((?:manifest )?line too long.*|misplaced continuation line.*|invalid header field.*"
                            + "|invalid manifest format.*)",
                    "its META-INF/MANIFEST.MF has a line that is not legal ($1)",
                    "correct the line, or build the artifact again"));

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "(?:Provider class )?\uFEFF(.*?)(?: not in (?:JAR file .*|module)|: Invalid service provider name: .*)",
                    "a file in its META-INF/services begins with a byte order mark, before $1",
                    "save the file as UTF-8 without a byte order mark"),
            Rule.of(
                    "(?:Provider class )?\uFFFD(.*?)(?: not in (?:JAR file .*|module)|: Invalid service provider name: .*)",
                    "a file in its META-INF/services is not in UTF-8",
                    "save the file as UTF-8"),
            Rule.of(
                    "(.+)\\.class found in top-level directory .*",
                    "its class $1 is in the unnamed package, which a module cannot have",
                    "move the class into a package, or remove it from the artifact"),
            Rule.of(
                    "Provider class (.*) not in (?:JAR file .*|module)",
                    "its META-INF/services names the provider $1, whose package is not in it",
                    "add the class to the jar, or remove the line that names it"),
            Rule.of(
                    "(.*): Invalid service provider name: .*",
                    "its META-INF/services names the provider $1, which is not the name of a class",
                    "correct the line, or remove it"),
            Rule.of(
                    "Package (\\S+) (?:not found in module|missing from ModulePackages class file attribute)",
                    "its module declaration names the package $1, but there is no such package in it",
                    "build it again with all its classes, or take the package out of its module declaration"),
            Rule.of(
                    "Automatic-Module-Name: (.*): Invalid module name: .*",
                    "the Automatic-Module-Name in its manifest, '$1', is not a legal module name",
                    "correct the name: Java identifiers, separated by dots"),
            Rule.of(
                    "(.*): Invalid module name: .*",
                    "it has no module declaration, and no legal module name can be derived from its file name ('$1' is none)",
                    "give its manifest an Automatic-Module-Name, or rename the file"));

    static Diagnosis broken(String reason, String cure) {
        return new Diagnosis(Reason.UNREADABLE, reason, cure);
    }

    static Diagnosis invalid(String reason, String cure) {
        return new Diagnosis(Reason.INVALID, reason, cure);
    }

    /** An artifact with nothing in it. */
    static Diagnosis empty() {
        return broken("it is empty", REPLACE_IT);
    }

    /** An artifact that could not even be looked at. */
    static Diagnosis unreadable(IOException failure) {
        return failure instanceof AccessDeniedException
                ? broken("this process may not read it", GRANT_ACCESS)
                : broken("it cannot be read (" + words(failure) + ")", "make it readable, or remove it");
    }

    /** An artifact for which the JDK's finder threw something. */
    static Diagnosis of(Path artifact, Throwable refusal) {
        Throwable root = root(refusal);
        if (root instanceof OutOfMemoryError) {
            return broken(
                    "to read it takes more memory than there is",
                    "give the application more memory with -Xmx, or remove it");
        }
        if (root instanceof ZipException) {
            Optional<Diagnosis> known = Rule.firstOf(ZIP_RULES, words(root));
            return known.isPresent()
                    ? known.get()
                    : broken("it is not a jar, or only a part of one (" + words(root) + ")", REPLACE_IT);
        }
        if (OpenFiles.isLimitReached(root)) {
            return broken("it cannot be read (" + words(root) + ")", OpenFiles.CURE);
        }
        if (root instanceof IOException) {
            Optional<Diagnosis> known = Rule.firstOf(MANIFEST_RULES, words(root));
            if (known.isPresent()) {
                return known.get();
            }
            return root instanceof AccessDeniedException || !Entries.isReadable(artifact)
                    ? broken("this process may not read it", GRANT_ACCESS)
                    : broken("it cannot be read (" + words(root) + ")", REPLACE_IT);
        }
        if (root instanceof SecurityException) {
            return broken(
                    "it was changed after it was signed, or has the signature of another jar (" + words(root) + ")",
                    "get it again from whoever signed it, or, if it was merged from several jars, leave"
                            + " META-INF/*.SF, *.RSA, *.DSA and *.EC out of it");
        }
        return ofWords(refusal, root);
    }

    private static Diagnosis ofWords(Throwable refusal, Throwable root) {
        String words = words(root);
        Optional<Diagnosis> known = Rule.firstOf(RULES, words);
        if (known.isPresent()) {
            return known.get();
        }
        Matcher version = CLASS_FILE_VERSION.matcher(words);
        if (version.matches()) {
            return ofClassFileVersion(Integer.parseInt(version.group(1)));
        }
        if (refusal instanceof FindException) {
            return broken(
                    "its module declaration cannot be understood (" + words + ")", "build it again, or remove it");
        }
        String type = root.getClass().getName();
        return broken(
                "reading it failed unexpectedly ("
                        + (words.equals(root.getClass().getSimpleName()) ? type : type + ": " + words) + ")",
                REPLACE_IT);
    }

    private static Diagnosis ofClassFileVersion(int major) {
        int needed = major - 44;
        int here = Runtime.version().feature();
        return needed > here
                ? broken(
                        "it was compiled for Java " + needed + ", and this is Java " + here,
                        "run the application on Java " + needed + " or later, or get a build of it for Java " + here)
                : broken(
                        "its module declaration is of class file version " + major + ", which has no modules",
                        "compile it for Java 9 or later");
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        // A cause can lead back to itself in exceptions that are not the JDK's; none of the JDK's is nested this deep.
        for (int depth = 0; depth < 16; depth++) {
            Throwable cause = root.getCause();
            if (cause == null) {
                break;
            }
            root = cause;
        }
        return root;
    }

    /** What a failure says, cut if it is long: looking for a rule would take long too. What it is, if it says nothing. */
    static String words(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        if (message.length() > LONGEST) {
            return Printable.text(message);
        }
        // Names of entries are quoted, and a hostile one would otherwise write lines of its own into a log.
        return message.replaceAll("\\p{Cntrl}+", " ");
    }
}
