package dev.pluginhost.verify;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.modules.check.InspectedPlugin;
import dev.pluginhost.modules.check.Lookup;
import dev.pluginhost.verify.Finding.Cause;
import dev.pluginhost.verify.Finding.Use;
import java.lang.module.ModuleDescriptor;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/**
 * Looks up the classes that a plugin's code names, and says how severe it is if one is not there.
 *
 * <p>The rule: a class that is missing from a package that is there is a problem, because the code was compiled against another version. A package that
 * is nowhere is a problem only if the code says that it needs it. Libraries and modules without a declaration do not say what they can do
 * without, so for them it is a note; but for a plugin without a declaration, a package next to one that the application or a plugin has is a problem. A module whose declaration was compiled with its code requires what has the package: it is a problem,
 * unless one of its optional requirements is not met. Where a tool has made the declaration, it is a problem only for a package next to one
 * that the module reads. Classes of the JDK's own packages come and go, so they are notes. Code that catches the error can do without, and so does the rest of a class that needs an absent package.
 */
final class ClassLookup {

    private final InspectedPlugin plugin;
    private final Hierarchy hierarchy;
    private final FindingList findings;
    private final Set<String> unmet;
    private final String name;

    ClassLookup(InspectedPlugin plugin, Hierarchy hierarchy, FindingList findings) {
        this.plugin = plugin;
        this.hierarchy = hierarchy;
        this.findings = findings;
        this.unmet = plugin.unmet();
        this.name = plugin.descriptor().name();
    }

    /**
     * The class that code of another class gets for a name; null if it is none that the code can use, which is found then.
     *
     * @param guarded whether the code catches an error
     * @param signature whether the name only stands in a signature, so that the class need not be accessible
     */
    @Nullable
    ClassModel find(
            FoundClass from,
            String type,
            Supplier<Use> use,
            Predicate<Class<? extends LinkageError>> guarded,
            boolean signature) {
        if (type.equals(from.name())) {
            return hierarchy.model(from);
        }
        Lookup lookup = plugin.lookup(from, type);
        FoundClass found = lookup.found();
        if (found == null) {
            absent(from, type, lookup, use, guarded.test(NoClassDefFoundError.class));
            return null;
        }
        if (lookup.access() == Lookup.Access.GRANTED) {
            ClassModel model = hierarchy.model(found);
            boolean isHidden = model != null && !model.is(Opcodes.ACC_PUBLIC) && !found.sharesPackage(from);
            if (isHidden && !signature) {
                findings.add(
                        guarded.test(IllegalAccessError.class) ? Severity.NOTE : Severity.ERROR,
                        Cause.NO_ACCESS,
                        Texts.type(type),
                        "Class " + Texts.type(type) + " (" + found.origin() + ") is not public",
                        versionCure(),
                        use.get());
                return null;
            }
            return model;
        }
        String shown = Texts.type(type);
        String packageName = found.packageName();
        boolean isFound = from.find(type) != null; // else the loader does not look there
        if (signature && isFound) {
            return hierarchy.model(found);
        }
        boolean isRead = lookup.access() != Lookup.Access.NOT_READ;
        without(
                from,
                isRead ? Cause.NOT_EXPORTED : Cause.NOT_READ,
                packageName,
                "Package " + packageName + " (class " + shown + ") "
                        + (isRead
                                ? "is not exported to plugin " + name + " by " + found.origin()
                                : "is in " + found.origin() + ", which module " + name + " does not require"),
                isRead ? "use what it exports, or let it export the package" : "let it require that",
                use,
                guarded.test(isFound ? IllegalAccessError.class : NoClassDefFoundError.class),
                !(isFound && isRead) && mayDoWithout(from, packageName));
        return null;
    }

    private void absent(FoundClass from, String type, Lookup lookup, Supplier<Use> use, boolean guarded) {
        String owner = lookup.owner();
        String shown = Texts.type(type);
        String packageName = shown.substring(0, Math.max(0, shown.lastIndexOf('.')));
        if (owner.isEmpty()) {
            without(
                    from,
                    Cause.MISSING_PACKAGE,
                    packageName,
                    "Package " + packageName + " (class " + shown + ") is nowhere that plugin " + name + " sees",
                    "add what has it to the application or as a plugin and let module " + name
                            + " require it, or put it into one directory with the plugin (a bundle)",
                    use,
                    guarded,
                    packageName.startsWith("java.")
                            || mayDoWithout(from, packageName)); // a later release of Java has it
        } else if (isInternal(packageName)) {
            without(
                    from,
                    Cause.MISSING_CLASS,
                    shown,
                    "Class " + shown + " is missing, though " + owner + " has its package",
                    "run the application on the release of Java that has it",
                    use,
                    guarded,
                    true);
        } else {
            boolean leftOut = lookup.library().equals(from.artifact())
                    || plugin.descriptor().packages().contains(packageName);
            boolean isLater = packageName.startsWith(
                    "java."); // a later release of Java has it, and the code may ask for the release
            boolean isNote = guarded || isLater || (leftOut && (isUndeclared(from) || !plugin.isCompiled()));
            findings.add(
                    isNote ? Severity.NOTE : leftOut ? Severity.WARNING : Severity.ERROR,
                    Cause.MISSING_CLASS,
                    shown,
                    "Class " + shown + " is missing, though " + owner + " has its package",
                    isLater ? "run the application on the release of Java that has it" : versionCure(),
                    use.get());
        }
    }

    /** Whether a package is one of the JDK's that come and go, so that code has to do without. */
    private static boolean isInternal(String packageName) {
        return packageName.startsWith("sun.") || packageName.startsWith("com.sun.") || packageName.startsWith("jdk.");
    }

    private void without(
            FoundClass from,
            Cause cause,
            String packageName,
            String fact,
            String cure,
            Supplier<Use> use,
            boolean guarded,
            boolean optional) {
        findings.add(guarded || optional ? Severity.NOTE : Severity.ERROR, cause, packageName, fact, cure, use.get());
        if (optional) {
            findings.doesWithout(from.artifact(), from.name());
        }
    }

    /** Whether code does not say what it needs. */
    private boolean isUndeclared(FoundClass from) {
        return plugin.isLibrary(from) || plugin.descriptor().isAutomatic();
    }

    /** Whether code may do without a package that it does not see. */
    private boolean mayDoWithout(FoundClass from, String packageName) {
        if (plugin.isLibrary(from)) {
            return true;
        }
        return plugin.isNextToRead(packageName) ? isNextToUnmet(packageName) : !plugin.isCompiled() || !unmet.isEmpty();
    }

    /** Whether an optional requirement that is not met begins like a package. */
    private boolean isNextToUnmet(String packageName) {
        int second = packageName.indexOf('.', packageName.indexOf('.') + 1);
        String beginning = second < 0 ? packageName : packageName.substring(0, second);
        return unmet.stream().anyMatch(module -> (module + ".").startsWith(beginning + "."));
    }

    String versionCure() {
        return "put the version there that plugin " + name + " was compiled against, or get a build of "
                + toNameAndVersion() + " for this one";
    }

    private String toNameAndVersion() {
        ModuleDescriptor descriptor = plugin.descriptor();
        return descriptor.toNameAndVersion();
    }
}
