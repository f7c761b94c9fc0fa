package dev.pluginhost.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/**
 * The sources of a fixture do not compile. The message has the errors of {@code javac} and their sources, with
 * line numbers. An {@link AssertionError}, so that a test fails with it.
 */
public final class CompilationFailure extends AssertionError {

    private static final long serialVersionUID = 1;

    private final transient List<String> errors;

    private CompilationFailure(String message, List<String> errors) {
        super(message);
        this.errors = errors;
    }

    static CompilationFailure of(String fixtures, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
        Map<SourceFile, Set<Long>> lines = new LinkedHashMap<>();
        List<String> errors = diagnostics.stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(CompilationFailure::describe)
                .toList();
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics) {
            JavaFileObject source = diagnostic.getSource();
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR && source instanceof SourceFile file) {
                lines.computeIfAbsent(file, none -> new TreeSet<>()).add(diagnostic.getLineNumber());
            }
        }
        StringBuilder message = new StringBuilder(fixtures).append(" does not compile:");
        errors.forEach(error -> message.append('\n').append(error));
        lines.forEach((file, marked) -> message.append("\n\n").append(numbered(file, marked)));
        return new CompilationFailure(message.toString(), errors);
    }

    /**
     * The errors of {@code javac}, in its order.
     *
     * @return one text per error, with file and line where it has them; unmodifiable
     */
    public List<String> errors() {
        return errors;
    }

    private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        String where = source instanceof SourceFile file ? file.title() + ":" + diagnostic.getLineNumber() + ": " : "";
        return where + diagnostic.getMessage(Locale.ROOT);
    }

    private static String numbered(SourceFile file, Set<Long> marked) {
        StringBuilder text = new StringBuilder("--- ").append(file.title());
        long number = 0;
        for (String line : file.text().lines().toList()) {
            number++;
            text.append(String.format(Locale.ROOT, "%n%s%4d  %s", marked.contains(number) ? ">" : " ", number, line));
        }
        return text.toString();
    }
}
