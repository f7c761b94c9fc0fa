package dev.pluginhost.verify;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.modules.check.InspectedPlugin;
import dev.pluginhost.modules.check.Inspection;
import dev.pluginhost.verify.Finding.Cause;
import dev.pluginhost.verify.Finding.Use;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks plugins without running their code. It reads each class of a plugin and of the private libraries of its bundle. It looks up each class,
 * method and field that the code refers to in what the plugin would see if it were imported: its libraries, the plugins that it requires, the
 * application and the JDK that runs this. So it finds that a plugin was compiled against another version of something, before the code gets there
 * and fails.
 *
 * <pre>{@code
 * try (PluginHost host = PluginHost.builder().plugins(plugins).noIndex().build()) {
 *     for (Finding finding : new Verifier(host).verify("acme.weather")) {
 *         System.out.println(finding);
 *     }
 * }
 * }</pre>
 *
 * <p>What code looks up by reflection is not seen. Immutable and thread-safe; each call reads the files that the host has found, and a finding says
 * if one has changed since. A call reads files, so it does not belong on a thread that must not wait.
 */
public final class Verifier {

    private static final int MAGIC = 0xCAFEBABE;

    /** What the first release of Java had as the major version of its class files, less one. */
    private static final int FIRST_VERSION = 44;

    /** The release of Java before the first that has versions of its own in a multi-release jar. */
    private static final int BASE = 8;

    /** The minor version of what uses features of a release that are not final. */
    private static final int PREVIEW = 0xFFFF;

    private final PluginHost host;
    private final int release;

    /**
     * A verifier of what a host has installed.
     *
     * @param host built for the application, by {@link PluginHost#builder()}; it need not be started, and belongs to the caller
     */
    public Verifier(PluginHost host) {
        this(Objects.requireNonNull(host, "host"), Runtime.version().feature());
    }

    private Verifier(PluginHost host, int release) {
        this.host = host;
        this.release = release;
    }

    /**
     * The same for an application that runs on another release of Java. Class files that are too new for it are found, and of a multi-release
     * jar the classes for that release are verified. What is looked up in the JDK is still looked up in the one that runs this.
     *
     * @param feature the feature release, such as 17
     * @return another verifier
     */
    public Verifier javaRelease(int feature) {
        return new Verifier(host, feature);
    }

    /**
     * Verifies some plugins.
     *
     * @param plugins their names; a finding says if one is not installed or cannot be imported
     * @return what was found, plugin by plugin, in each the most severe first; empty if all is well
     */
    public List<Finding> verify(String... plugins) {
        return verify(Arrays.asList(plugins));
    }

    /**
     * Verifies some plugins.
     *
     * @param plugins their names; a finding says if one is not installed or cannot be imported
     * @return what was found, plugin by plugin, in each the most severe first; empty if all is well
     */
    public List<Finding> verify(Collection<String> plugins) {
        try (Inspection inspection = inspect()) {
            return verify(plugins, inspection);
        }
    }

    /**
     * Verifies all installed plugins.
     *
     * @return what was found, plugin by plugin in the order of their names
     */
    public List<Finding> verifyAll() {
        try (Inspection inspection = inspect()) {
            return verify(inspection.names(), inspection);
        }
    }

    private Inspection inspect() {
        return Inspection.of(host, Runtime.Version.parse(String.valueOf(Math.max(BASE, release))));
    }

    private List<Finding> verify(Collection<String> plugins, Inspection inspection) {
        Hierarchy hierarchy = new Hierarchy();
        List<Finding> all = new ArrayList<>();
        for (String plugin : new LinkedHashSet<>(plugins)) {
            FindingList findings = new FindingList(plugin);
            String obstacle = inspection.obstacle(plugin);
            String unreadable = obstacle == null ? null : unreadable(plugin);
            if (obstacle != null) {
                obstacle = unreadable == null ? obstacle : unreadable;
                int cure = obstacle.lastIndexOf(';');
                findings.add(
                        Severity.ERROR,
                        unreadable == null ? Cause.UNRESOLVABLE : Cause.UNREADABLE,
                        plugin,
                        cure < 0 ? obstacle : obstacle.substring(0, cure),
                        cure < 0
                                ? "see what the check of the host finds"
                                : obstacle.substring(cure + 1).strip(),
                        null);
            } else {
                try {
                    verify(inspection.plugin(plugin), hierarchy, findings);
                } catch (IOException | UncheckedIOException e) {
                    unreadable(plugin, "Plugin " + plugin, e, findings, null);
                }
            }
            all.addAll(findings.get());
        }
        return all;
    }

    /** Why a file cannot be read that is listed under its own name; null if none is. */
    private @Nullable String unreadable(String name) {
        return host.plugins().stream()
                .filter(info -> info.name().equals(name) && info.state() == PluginState.UNREADABLE)
                .flatMap(info -> info.failure().stream())
                .map(PluginInfo.Failure::message)
                .findFirst()
                .orElse(null);
    }

    private static void unreadable(
            String what, String fact, Exception reason, FindingList findings, @Nullable Use use) {
        Throwable cause = reason instanceof UncheckedIOException ? reason.getCause() : null;
        Throwable thrown = cause == null ? reason : cause;
        String message = String.valueOf(thrown.getMessage());
        int cure = thrown instanceof IOException ? message.lastIndexOf("; ") : -1; // the host's own have one
        findings.add(
                Severity.ERROR,
                Cause.UNREADABLE,
                what,
                fact + " cannot be read: " + (cure < 0 ? reason : message.substring(0, cure)),
                cure < 0 ? "copy the file again from where it came from" : message.substring(cure + 2),
                use);
    }

    private void verify(InspectedPlugin plugin, Hierarchy hierarchy, FindingList findings) throws IOException {
        List<FoundClass> classes = plugin.classes();
        ClassLookup lookup = new ClassLookup(plugin, hierarchy, findings);
        for (FoundClass file : classes) {
            Use use = new Use(Texts.type(file.name()), "", 0, file.artifact());
            @Nullable ClassModel model = null;
            byte[] bytes = new byte[0];
            try {
                bytes = file.bytes();
                model = isTooNew(bytes, use, findings) ? null : ClassModel.of(file, bytes);
            } catch (IOException | RuntimeException e) { // no class file
                unreadable(Texts.type(file.name()), "Class " + Texts.type(file.name()), e, findings, use);
            }
            if (model != null) {
                try {
                    new ClassCheck(model, file.artifact(), hierarchy, lookup, findings).run(bytes);
                } catch (UncheckedIOException e) { // of another plugin's file
                    throw e;
                } catch (RuntimeException e) { // damaged code
                    unreadable(Texts.type(file.name()), "Class " + Texts.type(file.name()), e, findings, use);
                }
            }
        }
        new ProviderCheck(plugin, hierarchy, findings).run(classes);
    }

    /** Whether the application's Java does not load a class file at all. */
    private boolean isTooNew(byte[] bytes, Use use, FindingList findings) {
        int feature = feature(bytes);
        boolean isPreview = feature > 0 && ByteBuffer.wrap(bytes).getChar(4) == PREVIEW;
        boolean isOther = feature > release || (isPreview && feature < release);
        if (isOther || isPreview) {
            String what = "Java " + feature + (isPreview ? " with preview features" : "");
            String fact = "File " + use.artifact() + " has classes for " + what + ", and the application runs on Java "
                    + release;
            String cure = isPreview
                    ? "run it on Java " + feature + " with --enable-preview, or get a build without preview features"
                    : "run it on Java " + feature + " or later, or get a build for Java " + release;
            findings.add(isOther ? Severity.ERROR : Severity.NOTE, Cause.JAVA_VERSION, use.artifact(), fact, cure, use);
        }
        return isOther;
    }

    /** The release of Java that a class file is for; 0 if it is none. */
    private static int feature(byte[] classFile) {
        ByteBuffer file = ByteBuffer.wrap(classFile);
        return classFile.length < 8 || file.getInt(0) != MAGIC ? 0 : file.getShort(6) - FIRST_VERSION;
    }
}
