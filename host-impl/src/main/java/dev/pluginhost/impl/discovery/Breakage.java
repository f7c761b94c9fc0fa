package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An artifact cannot be used. It is told as one {@link Problem}, which names the bundle that the artifact is part of, if it
 * is part of one. Immutable; it has no stack trace, since it is about a file and not about code.
 */
final class Breakage extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason kind;
    private final String subject;
    private final transient Path location;
    private final String offender;
    private final String explanation;

    private Breakage(String subject, Path location, String offender, Diagnosis diagnosis) {
        super(null, null, false, false);
        this.kind = diagnosis.kind();
        this.subject = subject;
        this.location = location;
        this.offender = offender;
        this.explanation = diagnosis.reason() + "; " + diagnosis.cure();
    }

    /** An artifact whose module is not known. */
    static Breakage of(Path file, Diagnosis diagnosis) {
        return new Breakage(Entries.name(file), file, file.toString(), diagnosis);
    }

    /** An artifact whose module is known. */
    static Breakage of(String module, Path file, Diagnosis diagnosis) {
        return new Breakage(module, file, "Module " + module + " in " + file, diagnosis);
    }

    /** A bundle as a whole. */
    static Breakage ofBundle(Path directory, Diagnosis diagnosis) {
        return new Breakage(Entries.name(directory), directory, "Bundle " + directory, diagnosis);
    }

    Problem problem() {
        return problem(offender);
    }

    Problem problemIn(Path bundle) {
        return problem(offender + ", a part of the bundle " + Entries.name(bundle) + ",");
    }

    @Override
    public String getMessage() {
        return problem().message();
    }

    private Problem problem(String fullOffender) {
        String fact = kind == Reason.UNREADABLE ? " is broken: " : " is invalid: ";
        return new Problem(Severity.ERROR, kind, subject, Optional.of(location), fullOffender + fact + explanation);
    }
}
