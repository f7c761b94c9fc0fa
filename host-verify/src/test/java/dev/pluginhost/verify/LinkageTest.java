package dev.pluginhost.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.verify.Finding.Cause;
import dev.pluginhost.verify.Finding.Use;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The verifier, as the virtual machine links,")
class LinkageTest extends TwoVersions {

    private static final String USER = "acme/user/User.class";

    private static PluginSource subclass(String body) {
        return PluginSource.module("acme.user")
                .requires("acme.core")
                .source("acme.user.User", "public class User extends acme.core.Core { " + body + " }");
    }

    /** Sources with one class file changed after it has been compiled. */
    private PluginSource changed(PluginSource source, String file, UnaryOperator<byte[]> change) throws IOException {
        Path jar = source.jar(Files.createTempDirectory(directory, "compiled"));
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            return source.resource(file, change.apply(Files.readAllBytes(zip.getPath(file))));
        }
    }

    /** Replaces bytes, which stand there once, written as Latin-1. */
    private static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.indexOf(from) >= 0 && text.indexOf(from) == text.lastIndexOf(from), from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<Finding> verifyOn(int release, String plugins) {
        try (PluginHost host = PluginHost.builder()
                .plugins(directory.resolve(plugins))
                .noIndex()
                .build()) {
            return new Verifier(host).javaRelease(release).verify("acme.user");
        }
    }

    private static void assertSeverity(Severity severity, List<Finding> findings) {
        assertEquals(List.of(severity), findings.stream().map(Finding::severity).toList(), findings::toString);
    }

    // Constructors

    @Test
    @DisplayName("finds a constructor that is gone, though a superclass has one with the same parameters")
    void constructor() throws Exception {
        String before = "public class Core {}";
        String after = "public class Core { public Core(int i) {} }";
        assertFound(Cause.CHANGED_METHOD, "acme.core.Core()", found(before, after, "return new acme.core.Core();"));
        assertFound(Cause.CHANGED_METHOD, "acme.core.Core()", found(core(before), core(after), subclass("")));
        assertFound(
                Cause.CHANGED_METHOD,
                "acme.core.Core()",
                found(before, after, "java.util.function.Supplier<?> made = acme.core.Core::new; return made;"));
    }

    @Test
    @DisplayName("finds a constructor reference to a class that is abstract now")
    void abstractClass() throws Exception {
        assertFound(
                Cause.CHANGED_KIND,
                "acme.core.Core",
                found(
                        "public class Core {}",
                        "public abstract class Core {}",
                        "java.util.function.Supplier<?> made = acme.core.Core::new; return made;"));
    }

    // Lambdas

    @Test
    @DisplayName("finds a lambda whose interface has another method, one more, or has become a class")
    void lambda() throws Exception {
        String before = "public interface Core { void go(String s); }";
        String use = "acme.core.Core core = s -> {}; return core;";
        assertFound(
                Cause.NOT_IMPLEMENTED,
                "acme.core.Core.more()",
                found(before, "public interface Core { void go(String s); void more(); }", use));
        assertFound(
                Cause.NOT_IMPLEMENTED,
                "acme.core.Core.go(java.lang.String, int)",
                found(before, "public interface Core { void go(String s, int i); }", use));
        assertFound(
                Cause.CHANGED_KIND,
                "acme.core.Core",
                found(before, "public abstract class Core { public abstract void go(String s); }", use));
    }

    @Test
    @DisplayName(
            "finds nothing where a lambda has all methods, also inherited, bridged, serializable and those of Object")
    void lambdas() throws Exception {
        assertEquals(
                List.of(),
                found(
                        "public interface Core<T> { void go(T t);"
                                + " interface Sub extends Core<String> { void go(String s); boolean equals(Object o); } }",
                        "public interface Core<T> { void go(T t); default void more() {}"
                                + " interface Sub extends Core<String> { void go(String s); boolean equals(Object o); } }",
                        "acme.core.Core.Sub sub = s -> {}; acme.core.Core<Integer> core = s -> {};"
                                + " java.util.Comparator<String> order = (a, b) -> 0;"
                                + " Runnable run = (Runnable & java.io.Serializable) sub::hashCode; return run;"));
    }

    // Access

    @Test
    @DisplayName("finds a protected method or constructor that is not this object's")
    void protectedMembers() throws Exception {
        assertFound(
                Cause.NO_ACCESS,
                "acme.core.Core.clone()",
                found(
                        "public class Core { public Object clone() { return this; } }",
                        "public class Core {}",
                        "return new acme.core.Core().clone();"));
        PluginSource user = subclass("public static Object make() { return new acme.core.Core(); }");
        List<Finding> findings =
                found(core("public class Core {}"), core("public class Core { protected Core() {} }"), user);
        assertFound(Cause.NO_ACCESS, "acme.core.Core()", findings);
        assertEquals(
                List.of(new Use("acme.user.User", "make", 1, "acme.user.jar")),
                findings.get(0).uses());
        assertFound(
                Cause.NO_ACCESS,
                "acme.core.Core()",
                found(
                        core("public class Core {}"),
                        core("public class Core { protected Core() {} }"),
                        subclass("public static Object make() {"
                                + " java.util.function.Supplier<?> made = acme.core.Core::new; return made; }")));
    }

    @Test
    @DisplayName("finds nothing in the protected members of this object's superclasses")
    void inheritedMembers() throws Exception {
        PluginSource core = core("public class Core { protected int i; protected static void all() {}"
                + " protected Core(Object o) {} protected void go() {} }");
        assertEquals(
                List.of(),
                found(
                        core,
                        core,
                        subclass("User(int n) { super(new User(null)); all(); go(); super.go(); i = super.i; }"
                                + " User(Object o) { super(o); ((User) o).go(); }"
                                + " Object copy() throws Exception { return clone(); }"
                                + " Runnable later() { return super::go; }"
                                + " Object other() { return new acme.core.Core(null) {}; }")));
    }

    // Guards

    @Test
    @DisplayName("takes code to do without something only if it catches the error of that, there")
    void guards() throws Exception {
        String before = "public class Core { public static void go() {} }";
        String after = "public class Core {}";
        for (String error : List.of("NoSuchMethodError", "IncompatibleClassChangeError", "LinkageError")) {
            assertSeverity(
                    Severity.NOTE,
                    found(
                            before,
                            after,
                            "try { acme.core.Core.go(); } catch (" + error + " e) { return e; } return null;"));
        }
        for (String error : List.of("NoClassDefFoundError", "NoSuchFieldError", "Error")) {
            assertSeverity(
                    Severity.ERROR,
                    found(
                            before,
                            after,
                            "try { acme.core.Core.go(); } catch (" + error + " e) { return e; } return null;"));
        }
        assertSeverity(
                Severity.ERROR,
                found(
                        before,
                        after,
                        "try { Class.forName(\"a\"); acme.core.Core.go(); }"
                                + " catch (ClassNotFoundException e) { return e; } return null;"));
        assertSeverity(
                Severity.ERROR,
                found(
                        before,
                        after,
                        "try { hashCode(); } catch (NoSuchMethodError e) { return e; } acme.core.Core.go(); return null;"));
    }

    // What is not there

    @Test
    @DisplayName("finds a class that another library lacks whose file name contains the one of this library")
    void fileNames() throws Exception {
        Path compiled = Files.createDirectories(directory.resolve("compiled"));
        PluginSource library = PluginSource.automatic("acme-core").source("lib.Old", "public class Old {}");
        Path before = library.source("lib.Gone", "public class Gone { public static void go() {} }")
                .jar(compiled);
        Path after = library.jar(Files.createDirectories(directory.resolve("next")));
        Path core = PluginSource.automatic("core")
                .source("core.Use", "public class Use { void use() { lib.Gone.go(); } }")
                .compiledAgainst(before)
                .jar(compiled);
        PluginSource plugin = PluginSource.plugin("acme.user");
        Bundle.of(plugin).with(core, before).in(directory.resolve("before"), "acme.user");
        Bundle.of(plugin).with(core, after).in(directory.resolve("after"), "acme.user");

        assertEquals(List.of(), verify("before", "acme.user"));
        assertFound(Cause.MISSING_CLASS, "lib.Gone", verify("after", "acme.user"));
    }

    @Test
    @DisplayName("finds a package that a plain jar needs next to one that the application has; one elsewhere is a note")
    void plainJar() throws Exception {
        Path compiled = PluginSource.automatic("gone")
                .source("dev.pluginhost.gone.Gone", "public class Gone { public static void go() {} }")
                .source("elsewhere.Gone", "public class Gone { public static void go() {} }")
                .jar(directory.resolve("compiled"));
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        PluginSource.automatic("acme-user")
                .automaticModuleName("acme.user")
                .source("acme.user.Near", "public class Near { void use() { dev.pluginhost.gone.Gone.go(); } }")
                .source("acme.user.Far", "public class Far { void use() { elsewhere.Gone.go(); } }")
                .compiledAgainst(compiled)
                .jar(plugins);

        List<Finding> findings = verify("plugins", "acme.user");

        assertEquals(
                List.of("dev.pluginhost.gone", "elsewhere"),
                findings.stream().map(Finding::missing).toList());
        assertEquals(Severity.ERROR, findings.get(0).severity());
        assertEquals(Severity.NOTE, findings.get(1).severity());
    }

    @Test
    @DisplayName("makes a note of a class of the JDK that only another release has, and still finds the rest")
    void laterClass() throws Exception {
        PluginSource before = core("public class Core { public static void go() {} }");
        Path old = before.exports("acme.gone")
                .source("acme.gone.Absent", "public class Absent { public static void go() {} }")
                .jar(directory.resolve("compiled"));
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        core("public class Core {}").jar(plugins);
        changed(
                        user("acme.core.Core.go(); acme.gone.Absent.go(); return null;")
                                .compiledAgainst(old),
                        USER,
                        bytes -> replaced(bytes, "acme/gone/Absent", "java/lang/Absent"))
                .jar(plugins);

        List<Finding> findings = verify("plugins", "acme.user");

        assertEquals(
                List.of("acme.core.Core.go()", "java.lang.Absent"),
                findings.stream().map(Finding::missing).toList());
        assertEquals(Severity.ERROR, findings.get(0).severity());
        assertEquals(Severity.NOTE, findings.get(1).severity());
    }

    // Files

    @Test
    @DisplayName("finds a class with damaged code, and goes on with the others")
    void damagedCode() throws Exception {
        Path old = core("public class Core { public static void go() {} }").jar(directory.resolve("compiled"));
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        core("public class Core {}").jar(plugins);
        PluginSource user = user("acme.core.Core.go(); return null;")
                .compiledAgainst(old)
                .source("acme.user.Damaged", "public class Damaged { int go() { return 0x1234; } }");
        // sipush 0x1234 has an operation code that there is not
        changed(user, "acme/user/Damaged.class", bytes -> replaced(bytes, "\u0011\u00124\u00ac", "\u00fd\u00124\u00ac"))
                .jar(plugins);

        List<Finding> findings = verify("plugins", "acme.user");

        assertEquals(
                List.of(Cause.UNREADABLE, Cause.MISSING_METHOD),
                findings.stream().map(Finding::cause).toList(),
                findings::toString);
        assertEquals("acme.user.Damaged", findings.get(0).missing());
    }

    @Test
    @DisplayName("reads those classes of a multi-release jar that are for the application's Java")
    void multiRelease() throws Exception {
        Path old = core("public class Core { public static void go() {} }").jar(directory.resolve("compiled"));
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        core("public class Core {}").jar(plugins);
        PluginSource user = user("acme.core.Core.go(); return null;")
                .compiledAgainst(old)
                .multiRelease(17, "acme.user.User", "public class User {}");
        changed(user, USER, bytes -> {
                    bytes[7] = 55; // for Java 11
                    return bytes;
                })
                .jar(plugins);

        assertEquals(List.of(), verify("plugins", "acme.user"));
        assertFound(Cause.MISSING_METHOD, "acme.core.Core.go()", verifyOn(16, "plugins"));
    }

    @Test
    @DisplayName("finds a class with preview features, which only one release of Java loads")
    void preview() throws Exception {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        PluginSource user = PluginSource.module("acme.user").source("acme.user.User", "public class User {}");
        changed(user, USER, bytes -> {
                    bytes[4] = (byte) 0xFF;
                    bytes[5] = (byte) 0xFF;
                    return bytes;
                })
                .jar(plugins);
        int feature = Runtime.version().feature();

        assertSeverity(Severity.NOTE, verifyOn(feature, "plugins"));
        assertFound(Cause.JAVA_VERSION, "acme.user.jar", verifyOn(feature + 1, "plugins"));
    }

    @Test
    @DisplayName("says why a file cannot be read, and says each thing once for a name that is given twice")
    void names() throws Exception {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        Files.writeString(plugins.resolve("acme.broken.jar"), "no jar");
        try (PluginHost host = PluginHost.builder().plugins(plugins).noIndex().build()) {
            String name = host.plugins().get(0).name();
            String why = host.plugins().get(0).failure().orElseThrow().message();
            List<Finding> findings = new Verifier(host).verify(name, name);
            assertEquals(
                    List.of(Cause.UNREADABLE),
                    findings.stream().map(Finding::cause).toList(),
                    findings::toString);
            assertTrue(findings.get(0).message().startsWith(why.split(";", -1)[0]), findings::toString);
        }
    }
}
