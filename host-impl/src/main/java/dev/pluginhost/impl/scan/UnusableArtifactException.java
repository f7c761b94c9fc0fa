package dev.pluginhost.impl.scan;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;

/** An artifact cannot be used. It has no stack trace, since it is about a file and not about code. Immutable. */
public final class UnusableArtifactException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String subject;
    private final transient Path location;
    private final String offender;
    private final String fact;

    private UnusableArtifactException(
            Reason reason, String subject, Path location, String offender, String fact, String cure) {
        super(null, null, false, false);
        this.reason = reason;
        this.subject = subject;
        this.location = location;
        this.offender = offender;
        this.fact = (reason == Reason.UNREADABLE ? " is broken: " : " is invalid: ") + fact + "; " + cure;
    }

    /** The bytes of an artifact cannot be read. */
    public static UnusableArtifactException broken(Path file, String fact, String cure) {
        String offender = file.toString();
        return new UnusableArtifactException(Reason.UNREADABLE, SourceWalk.name(file), file, offender, fact, cure);
    }

    /** An artifact could not even be looked at. */
    public static UnusableArtifactException unreadable(Path file, IOException failure) {
        return failure instanceof AccessDeniedException
                ? broken(file, "this process may not read it", Diagnosis.GRANT_ACCESS)
                : broken(
                        file, "it cannot be read (" + Diagnosis.words(failure) + ")", "make it readable, or remove it");
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

    public Problem problem() {
        return problem("");
    }

    public Problem problemIn(Path bundle) {
        return problem(", a part of the bundle " + SourceWalk.name(bundle) + ",");
    }

    private Problem problem(String place) {
        return new Problem(Severity.ERROR, reason, subject, Optional.of(location), offender + place + fact);
    }

    @Override
    public String getMessage() {
        return problem().message();
    }
}
