package dev.pluginhost.modules.graph;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.PluginKind;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a required module is missing, or why a plugin is not installed, and what to do about it. What takes long to find
 * out is found out when it is first needed. Used by one thread.
 */
final class Explanations {

    /** Names in one message besides the one that is explained. */
    static final int FEW = 5;

    /** How an application on the class path declares a module itself. */
    static final String DECLARE =
            " with applicationModule, or in the attribute PluginHost-Modules of the first manifest on the class path";

    private static final int MOST_INSTALLED = 12;

    /** So many names are compared for all questions together; beyond it, none of like name is found. */
    static final int MOST_COMPARED = 5_000;

    private static final int MOST_ALIKE = 3;
    private static final int MOST_WRONG_LETTERS = 8;

    /** All modules of Java SE; other modules whose names begin with java are published by others, or have left. */
    private static final Set<String> JAVA_SE = Set.of(("java.base java.compiler java.datatransfer java.desktop"
                    + " java.instrument java.logging java.management java.management.rmi java.naming java.net.http"
                    + " java.prefs java.rmi java.scripting java.se java.security.jgss java.security.sasl"
                    + " java.smartcardio java.sql java.sql.rowset java.transaction.xa java.xml java.xml.crypto")
            .split(" "));

    private final Discovered discovered;

    /** The names of what is installed. A saved graph has them without what it would have to decode. */
    private final Set<String> installed;

    private final ApplicationModules application;
    private int compared;
    private @Nullable Set<String> modulePath;

    Explanations(Discovered discovered, Set<String> installed, ApplicationModules application) {
        this.discovered = discovered;
        this.installed = installed;
        this.application = application;
    }

    /** One message for all modules that a plugin misses: the first one is explained, the others are named or counted. */
    String missing(Candidate candidate, List<Requirement> missing) {
        String required = missing.get(0).name();
        String by = candidate.name();
        String wanted = "required by " + by + " (" + candidate.location() + ")" + others(missing);
        String module = "Module " + required + ", " + wanted + ", ";
        List<Candidate> claims = discovered.ambiguous().get(required);
        if (claims != null) {
            return module + "is ambiguous: " + claimed(claims);
        }
        Optional<Problem> unusable = discovered.whyUnusable(required);
        if (unusable.isPresent() && !ApplicationModules.isOfRuntimeImage(required)) {
            return module + "is installed but cannot be used: " + unusable.get().message();
        }
        boolean single = candidate.libraries().isEmpty()
                && candidate.location().equals(candidate.plugin().file());
        String bundle = !single
                ? "into the bundle"
                : "into one directory with " + (candidate.plugin().exploded() ? "a jar of " : "")
                        + "the plugin (a bundle)";
        String ofJdk = missingOfJdk(required, by, wanted, bundle);
        if (ofJdk != null) {
            return ofJdk;
        }
        Set<String> onModulePath = modulePath != null ? modulePath : application.readModulePath();
        modulePath = onModulePath;
        if (onModulePath.contains(required)) {
            return module + "is on the application's module path but not resolved" + resolve(required);
        }
        List<String> near = alike(required);
        List<String> onClassPath = alike(required, application.offers().classPathNames());
        return "Module " + required + " not found, " + wanted
                + "; put it " + bundle + ", or install it as a plugin"
                + (application.offers().isOnClassPath()
                        ? ", or, if it is the application's, put its jar on the class path, or declare it" + DECLARE
                                + " if its classes are in another jar, or in a directory without a declaration"
                        : ", or, if it is the application's, put it on the application's module path and start with"
                                + " --add-modules " + required)
                + (near.isEmpty() ? "" : " (installed plugins of like name: " + String.join(", ", near) + ")")
                + (onClassPath.isEmpty()
                        ? ""
                        : " (modules of like name on the class path: " + String.join(", ", onClassPath) + ")");
    }

    /** Likewise, what a library of a bundle misses; null if that is no module of the JDK, as a library may do without others. */
    @Nullable
    String missing(Candidate candidate, String library, String required) {
        String wanted = "required by " + library + " in the bundle of plugin " + candidate.name() + " ("
                + candidate.location() + ")";
        return missingOfJdk(required, library, wanted, "into the bundle");
    }

    private @Nullable String missingOfJdk(String required, String by, String wanted, String bundle) {
        String module = "Module " + required + ", " + wanted + ", ";
        if (ApplicationModules.isOfRuntimeImage(required)) {
            return module + "is in the run-time image but not resolved in the application's layer" + resolve(required);
        }
        String former = former(required, by, bundle);
        if (former != null) {
            return module + "left the JDK in " + former;
        }
        return required.startsWith("jdk.") || JAVA_SE.contains(required)
                ? "Module " + required + " of the JDK, " + wanted
                        + ", is not in this run-time image; add it to the image:"
                        + " make that by jlink with --add-modules " + required
                        + (application.offers().isOnClassPath()
                                ? ""
                                : " and, unless the application requires it, with \"--add-options= --add-modules="
                                        + required + "\"")
                : null;
    }

    /** What to change, and by whom, so that a module is resolved which the application could have. */
    private String resolve(String required) {
        return "; the operator has to add --add-modules " + required + " to the application's start line"
                + (JAVA_SE.contains(required) ? " (or --add-modules java.se, which has all of Java SE)" : "")
                + (application.offers().isOnClassPath()
                        ? ""
                        : ", or its developer \"requires " + required + "\" to its module-info.java");
    }

    private static String others(List<Requirement> missing) {
        Set<String> names = new TreeSet<>();
        for (Requirement requirement : missing) {
            names.add(requirement.name());
        }
        names.remove(missing.get(0).name());
        return names.isEmpty() ? "" : ", which also misses " + few(names, FEW);
    }

    /** The release in which a module left the JDK, and after a semicolon the cure; null if it did not. */
    private static @Nullable String former(String name, String by, String bundle) {
        String without = "; get a build of " + by + " that does not require it";
        String renamed = "; get a build of " + by + " that requires ";
        String put = "; put ";
        String text = switch (name) {
            case "java.activation" -> "11" + put + "com.sun.activation:javax.activation:1.2.0";
            case "java.xml.bind" ->
                "11" + put + "jakarta.xml.bind:jakarta.xml.bind-api:2.3.3"
                        + " (and org.glassfish.jaxb:jaxb-runtime:2.3.9 with what that needs)";
            case "java.xml.ws" -> "11" + put + "jakarta.xml.ws:jakarta.xml.ws-api:2.3.3";
            case "java.transaction" -> "11" + put + "javax.transaction:javax.transaction-api:1.3";
            case "java.corba" ->
                "11" + put + "org.glassfish.corba:glassfish-corba-omgapi:4.2.4, renamed to java.corba.jar,";
            case "java.xml.ws.annotation" ->
                "11" + renamed + "java.annotation instead, which javax.annotation:javax.annotation-api:1.3.2"
                        + " is, and put that";
            case "java.se.ee" -> "11" + without + ", but those of its modules that it needs";
            case "jdk.xml.bind" ->
                "11" + renamed + "com.sun.tools.xjc instead, which org.glassfish.jaxb:jaxb-xjc:2.3.9 is,"
                        + " and put that";
            case "jdk.xml.ws" -> "11" + without + ": its tools are in com.sun.xml.ws:jaxws-tools:2.3.7";
            case "java.jnlp", "jdk.javaws", "jdk.deploy" -> "11" + without + ", as Java Web Start has no successor";
            case "jdk.plugin" -> "11" + without + ", as applets have no successor";
            case "jdk.incubator.httpclient" -> "11" + without + ", but java.net.http";
            case "jdk.pack" -> "14" + without + ": org.apache.commons:commons-compress reads such files";
            case "jdk.scripting.nashorn", "jdk.scripting.nashorn.shell" ->
                "15" + renamed + "org.openjdk.nashorn instead, which org.openjdk.nashorn:nashorn-core:15.4"
                        + " is, and put that";
            case "jdk.rmic" -> "15" + without + ", as stubs are made at run time";
            case "jdk.aot" -> "17" + without;
            case "jdk.internal.vm.compiler" -> "22" + without;
            case "jdk.incubator.foreign" -> "19" + without + ", as it is in java.base now";
            case "jdk.incubator.jpackage" -> "16" + without + ", but jdk.jpackage";
            default ->
                !name.startsWith("javafx.")
                        ? null
                        : "11" + put + "org.openjfx:" + name.replace('.', '-') + ", with its jar for this platform,";
        };
        return text == null || text.contains(without) ? text : text + " " + bundle;
    }

    Obstacle notInstalled(String name, String wantedBy) {
        String plugin = Printable.name(name) + ", wanted by " + wantedBy + ", is ";
        List<Candidate> claims = discovered.ambiguous().get(name);
        if (claims != null) {
            return new Obstacle(
                    Reason.AMBIGUOUS, name, Optional.empty(), "Plugin " + plugin + "ambiguous: " + claimed(claims));
        }
        Problem why = discovered.whyUnusable(name).orElse(null);
        if (why != null && why.severity() == Problem.Severity.ERROR) {
            String message = "Plugin " + plugin + "installed but cannot be used: " + why.message();
            return new Obstacle(why.reason(), name, why.location(), message);
        }
        String message = Candidate.isName(name)
                ? "Plugin " + Printable.name(name) + " is not installed, wanted by " + wantedBy + cure(name, why)
                : "No plugin can be called " + Printable.quoted(name) + ", wanted by " + wantedBy
                        + "; a plugin goes by the name of its module, such as acme.weather";
        return new Obstacle(Reason.NOT_FOUND, name, Optional.empty(), message);
    }

    private String cure(String name, @Nullable Problem why) {
        ModuleDescriptor module = application.find(name);
        if (module != null) {
            return "; " + name + " is a module of the application itself, which "
                    + (PluginKind.of(module) == PluginKind.PLAIN
                            ? "needs no import"
                            : "the host does not start; take it off the application's " + application.path()
                                    + " if it is to be a plugin");
        }
        if (why != null) {
            return "; " + why.message();
        }
        List<String> near = alike(name);
        String known = !near.isEmpty()
                ? "; did you mean " + String.join(" or ", near) + "?"
                : installed.isEmpty()
                        ? ", nor is any other; name directories of plugins with plugins(...) when the host is built"
                        : "; installed: " + few(installed, MOST_INSTALLED);
        List<String> broken = new ArrayList<>();
        for (Problem problem : discovered.problems()) {
            if (problem.severity() == Problem.Severity.ERROR) {
                broken.add(problem.subject());
            }
        }
        if (broken.isEmpty()) {
            return known;
        }
        return known + (near.isEmpty() ? "; it" : " It") + " may be one of those that cannot be used: "
                + few(broken, MOST_INSTALLED) + " (check() says why)";
    }

    /** What to do about a plugin that the application names in its builder, and that is not installed. */
    String cureOfWish(String name) {
        List<String> near = alike(name);
        return near.isEmpty()
                ? "install it, or take it out of the builder"
                : "did you mean " + String.join(" or ", near) + "?";
    }

    /** Which artifacts claim to be a plugin. */
    private static String claimed(List<Candidate> claims) {
        Set<String> sorted = new TreeSet<>();
        for (Candidate claim : claims) {
            sorted.add(claim.location().toString());
        }
        return String.join(" and ", sorted) + (claims.size() == 2 ? " both" : " all")
                + " claim this name, and their versions do not show which is newer; remove all but one";
    }

    /** Up to three installed plugins, the nearest first: a few letters off, or one name contained in the other. */
    List<String> alike(String wanted) {
        return alike(wanted, installed);
    }

    private List<String> alike(String wanted, Set<String> names) {
        if (!Candidate.isName(wanted)) {
            return List.of();
        }
        String low = wanted.toLowerCase(Locale.ROOT);
        int tolerated = Math.min(MOST_WRONG_LETTERS, Math.max(1, wanted.length() / 4));
        Map<String, Integer> distances = new TreeMap<>();
        for (String name : names) {
            if (compared < MOST_COMPARED) {
                compared++;
                int distance = distance(low, name.toLowerCase(Locale.ROOT), tolerated);
                if (distance <= tolerated) {
                    distances.put(name, distance);
                }
            }
        }
        return distances.keySet().stream()
                .sorted(Comparator.comparing(distances::get))
                .limit(MOST_ALIKE)
                .toList();
    }

    /** The number of letters to change, add or remove (Levenshtein); only their lengths are compared if these say enough. */
    private static int distance(String a, String b, int tolerated) {
        if (b.endsWith("." + a) || a.endsWith("." + b) || b.startsWith(a + ".") || a.startsWith(b + ".")) {
            return 1;
        }
        if (Math.abs(a.length() - b.length()) > tolerated) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            int diagonal = i - 1; // what was to the left in the row above
            for (int j = 0; j < row.length; j++) {
                int above = row[j];
                row[j] = i == 0 || j == 0
                        ? i + j
                        : Math.min(
                                diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1),
                                1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /** The first few of some names, and how many more there are; at least one. */
    static String few(Collection<String> names, int most) {
        List<String> few = new ArrayList<>(names);
        String last = few.size() > most ? few.size() - most + " more" : few.remove(few.size() - 1);
        List<String> first = few.subList(0, Math.min(few.size(), most));
        return first.isEmpty() ? last : String.join(", ", first) + " and " + last;
    }
}
