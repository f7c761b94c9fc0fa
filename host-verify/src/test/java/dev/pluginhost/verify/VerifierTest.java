package dev.pluginhost.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.verify.Finding.Cause;
import dev.pluginhost.verify.Finding.Use;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each test compiles a plugin against one version of another, and verifies it with that version and with the next one. */
@DisplayName("The verifier")
class VerifierTest extends TwoVersions {

    // Members

    @Test
    @DisplayName("finds a method that is gone, with the line that calls it and what to do")
    void missingMethod() throws Exception {
        List<Finding> findings = found(
                "public class Core { public static void go() {} }",
                "public class Core {}",
                "acme.core.Core.go(); return null;");

        assertFound(Cause.MISSING_METHOD, "acme.core.Core.go()", findings);
        assertEquals(
                List.of(new Use("acme.user.User", "use", 3, "acme.user.jar")),
                findings.get(0).uses());
        assertEquals(
                "Method acme.core.Core.go() is missing (plugin acme.core, acme.core.jar), used by plugin acme.user in"
                        + " acme.user.User.use (line 3) of acme.user.jar; put the version there that plugin acme.user was"
                        + " compiled against, or get a build of acme.user for this one",
                findings.get(0).message());
    }

    @Test
    @DisplayName("finds a method with other parameters, and names what is there")
    void changedMethod() throws Exception {
        List<Finding> findings = found(
                "public class Core { public int go(int i) { return i; } }",
                "public class Core { public int go(long l) { return 1; } }",
                "return new acme.core.Core().go(1);");

        assertFound(Cause.CHANGED_METHOD, "acme.core.Core.go(int)", findings);
        assertTrue(findings.get(0).message().contains("which has go(long) that returns int"), findings::toString);
    }

    @Test
    @DisplayName("finds a constructor that is gone")
    void constructor() throws Exception {
        assertFound(
                Cause.CHANGED_METHOD,
                "acme.core.Core(int)",
                found(
                        "public class Core { public Core(int i) {} }",
                        "public class Core {}",
                        "return new acme.core.Core(1);"));
    }

    @Test
    @DisplayName("finds a field that is gone, and one of another type")
    void fields() throws Exception {
        assertFound(
                Cause.MISSING_FIELD,
                "acme.core.Core.count",
                found(
                        "public class Core { public int count = hashCode(); }",
                        "public class Core {}",
                        "return new acme.core.Core().count;"));
        assertFound(
                Cause.CHANGED_FIELD,
                "acme.core.Core.count",
                found(
                        "public class Core { public int count = hashCode(); }",
                        "public class Core { public long count; }",
                        "return new acme.core.Core().count;"));
    }

    @Test
    @DisplayName("finds a method that a method reference needs")
    void methodReference() throws Exception {
        assertFound(
                Cause.MISSING_METHOD,
                "acme.core.Core.go()",
                found(
                        "public class Core { public static void go() {} }",
                        "public class Core {}",
                        "Runnable later = acme.core.Core::go; return later;"));
    }

    @Test
    @DisplayName("finds what has become private, and a method that is not static any more")
    void access() throws Exception {
        String before = "public class Core { public static void go() {} }";
        String use = "acme.core.Core.go(); return null;";
        assertFound(
                Cause.NO_ACCESS,
                "acme.core.Core.go()",
                found(before, "public class Core { private static void go() {} }", use));
        assertFound(
                Cause.CHANGED_KIND,
                "acme.core.Core.go()",
                found(before, "public class Core { public void go() {} }", use));
        assertFound(Cause.NO_ACCESS, "acme.core.Core", found(before, "class Core { public static void go() {} }", use));
    }

    @Test
    @DisplayName("finds nothing where a method has moved to a parent, is inherited from an interface, or is anybody's")
    void inherited() throws Exception {
        assertEquals(
                List.of(),
                found(
                        "public class Core { public void go() {} public interface Do { default void go() {} } }",
                        "public class Core extends Parent { public interface Do extends More {} }"
                                + " class Parent { public void go() {} } interface More { default void go() {} }",
                        "new acme.core.Core().go(); new acme.core.Core.Do() {}.go();"
                                + " java.lang.invoke.MethodHandles.lookup().findVirtual(Object.class, \"hashCode\","
                                + " java.lang.invoke.MethodType.methodType(int.class)).invokeWithArguments(given);"
                                + " return new int[0].clone();"));
    }

    // Classes

    @Test
    @DisplayName("finds a class that is gone from a package that is there")
    void missingClass() throws Exception {
        PluginSource more = core("public class Core {}").source("acme.core.More", "public class More {}");
        assertFound(
                Cause.MISSING_CLASS,
                "acme.core.More",
                found(more, core("public class Core {}"), user("return given instanceof acme.core.More;")));
    }

    @Test
    @DisplayName("finds a package that is gone")
    void missingPackage() throws Exception {
        PluginSource more = core("public class Core {}")
                .exports("acme.core.more")
                .source("acme.core.more.More", "public class More {}");
        assertFound(
                Cause.MISSING_PACKAGE,
                "acme.core.more",
                found(more, core("public class Core {}"), user("return new acme.core.more.More();")));
    }

    @Test
    @DisplayName("finds a package that is not exported any more, and a module that is not passed on any more")
    void modules() throws Exception {
        PluginSource closed = PluginSource.module("acme.core").source("acme.core.Core", "public class Core {}");
        assertFound(
                Cause.NOT_EXPORTED,
                "acme.core",
                found(core("public class Core {}"), closed, user("return new acme.core.Core();")));
        PluginSource core = core("public class Core {}");
        assertFound(
                Cause.NOT_READ,
                "java.sql",
                found(core.requires("transitive java.sql"), core, user("return java.sql.DriverManager.getDrivers();")));
    }

    @Test
    @DisplayName("makes a note of what code can do without because it catches the error")
    void guarded() throws Exception {
        List<Finding> findings = found(
                "public class Core { public static void go() {} }",
                "public class Core {}",
                "try { acme.core.Core.go(); } catch (NoSuchMethodError e) { return e; } return null;");

        assertEquals(1, findings.size(), findings::toString);
        assertEquals(Severity.NOTE, findings.get(0).severity());
    }

    @Test
    @DisplayName("makes a note of what an optional module has that is not there")
    void optional() throws Exception {
        PluginSource core = core("public class Core { public static void go() {} }");
        Path old = core.jar(directory.resolve("compiled"));
        Path alone = Files.createDirectories(directory.resolve("alone"));
        PluginSource.module("acme.user")
                .requires("static acme.core")
                .source("acme.user.User", "public class User { void use() { acme.core.Core.go(); } }")
                .compiledAgainst(old)
                .jar(alone);

        List<Finding> findings = verify("alone", "acme.user");

        assertEquals(1, findings.size(), findings::toString);
        assertEquals(Severity.NOTE, findings.get(0).severity());
        assertEquals(Cause.MISSING_PACKAGE, findings.get(0).cause());
    }

    // Inheritance

    @Test
    @DisplayName("finds an abstract method that is not implemented, but none that has a default")
    void notImplemented() throws Exception {
        PluginSource user = PluginSource.module("acme.user")
                .requires("acme.core")
                .source("acme.user.User", "public class User implements acme.core.Core {}");
        assertFound(
                Cause.NOT_IMPLEMENTED,
                "acme.core.Core.more()",
                found(core("public interface Core {}"), core("public interface Core { void more(); }"), user));
        assertEquals(
                List.of(),
                found(
                        core("public interface Core {}"),
                        core("public interface Core { default void more() {} }"),
                        user));
    }

    @Test
    @DisplayName("finds a class that has become final, a method that has, and an interface that has become a class")
    void parents() throws Exception {
        PluginSource user = PluginSource.module("acme.user")
                .requires("acme.core")
                .source("acme.user.User", "public class User extends acme.core.Core { public void go() {} }");
        PluginSource before = core("public class Core { public void go() {} }");
        assertFound(Cause.FINAL, "acme.core.Core", found(before, core("public final class Core {}"), user));
        assertFound(
                Cause.FINAL,
                "acme.core.Core.go()",
                found(before, core("public class Core { public final void go() {} }"), user));
        assertFound(
                Cause.CHANGED_KIND,
                "acme.core.Core",
                found(before, core("public interface Core {}"), user.version("1")));
    }

    @Test
    @DisplayName("finds a class that is abstract now and is made, and a class whose methods were an interface's")
    void kinds() throws Exception {
        assertFound(
                Cause.CHANGED_KIND,
                "acme.core.Core",
                found("public class Core {}", "public abstract class Core {}", "return new acme.core.Core();"));
        assertFound(
                Cause.CHANGED_KIND,
                "acme.core.Core",
                found(
                        "public interface Core { void go(); }",
                        "public class Core { public void go() {} }",
                        "((acme.core.Core) given).go(); return null;"));
    }

    // The plugin as a whole

    @Test
    @DisplayName("finds a provider that is none any more, as what it inherits from has changed")
    void provider() throws Exception {
        PluginSource user = PluginSource.module("acme.user")
                .requires("acme.core")
                .declares("provides Runnable with acme.user.User")
                .source("acme.user.User", "public class User extends acme.core.Core { }");
        assertFound(
                Cause.PROVIDER,
                "acme.user.User",
                found(
                        core("public class Core implements Runnable { public void run() {} }"),
                        core("public class Core { public void run() {} }"),
                        user));
    }

    @Test
    @DisplayName("finds class files that are too new for the application's Java")
    void tooNew() throws Exception {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        PluginSource.module("acme.user")
                .source("acme.user.User", "public class User {}")
                .jar(plugins);
        int feature = Runtime.version().feature();
        try (PluginHost host = PluginHost.builder().plugins(plugins).noIndex().build()) {
            assertEquals(List.of(), new Verifier(host).verifyAll());
            List<Finding> findings = new Verifier(host).javaRelease(11).verifyAll();
            assertFound(Cause.JAVA_VERSION, "acme.user.jar", findings);
            assertTrue(findings.get(0).message().contains("runs on Java 11, "), () -> feature + ": " + findings);
        }
    }

    @Test
    @DisplayName("says that a file has changed since the host has read its sources, and what to do")
    void changed() throws Exception {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        PluginSource plugin = PluginSource.module("acme.user").source("acme.user.User", "public class User {}");
        plugin.jar(plugins);
        try (PluginHost host = PluginHost.builder().plugins(plugins).noIndex().build()) {
            assertEquals(List.of(), new Verifier(host).verifyAll());
            plugin.resource("more.txt", "more").jar(plugins);
            List<Finding> findings = new Verifier(host).verifyAll();
            assertEquals(1, findings.size(), findings::toString);
            assertEquals(Cause.UNREADABLE, findings.get(0).cause());
            String message = findings.get(0).message();
            assertTrue(message.endsWith("; refresh the host to use what is there now"), message);
            assertFalse(message.contains("Exception"), message);

            host.refresh();
            assertEquals(List.of(), new Verifier(host).verifyAll());
        }
    }

    @Test
    @DisplayName("finds a plugin that is not installed or cannot be resolved, and a class file that is none")
    void unresolvable() throws Exception {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        Path core = core("public class Core {}").jar(directory.resolve("compiled"));
        user("return new acme.core.Core();").compiledAgainst(core).jar(plugins);
        PluginSource.module("acme.broken")
                .source("acme.broken.Well", "public class Well {}")
                .resource("acme/broken/Broken.class", "no class")
                .jar(plugins);

        assertEquals(Cause.UNRESOLVABLE, verify("plugins", "acme.user").get(0).cause());
        assertEquals(Cause.UNRESOLVABLE, verify("plugins", "acme.nobody").get(0).cause());
        List<Finding> broken = verify("plugins", "acme.broken");
        assertEquals(1, broken.size(), broken::toString);
        assertEquals(Cause.UNREADABLE, broken.get(0).cause());
    }

    @Test
    @DisplayName(
            "reads the libraries of a bundle: a package that nobody has is a note, a method that is gone a problem")
    void libraries() throws Exception {
        Path compiled = Files.createDirectories(directory.resolve("compiled"));
        Path optional = PluginSource.automatic("optional")
                .source("optional.Extra", "public class Extra { public static void go() {} }")
                .jar(compiled);
        Path library = PluginSource.automatic("library")
                .source("library.Old", "public class Old { public static void go() {} }")
                .jar(compiled);
        Path helper = PluginSource.automatic("helper")
                .source(
                        "helper.Help",
                        "public class Help { void help() { library.Old.go(); } static class More { void more() {"
                                + " optional.Extra.go(); } } }")
                .source("helper.Other", "public class Other { void help() { library.Old.go(); } }")
                .compiledAgainst(optional, library)
                .jar(compiled);
        Path next = PluginSource.automatic("library")
                .source("library.Old", "public class Old { }")
                .jar(Files.createDirectories(directory.resolve("next")));
        PluginSource plugin = PluginSource.plugin("acme.user");
        Bundle.of(plugin).with(helper, library).in(directory.resolve("before"), "acme.user");
        Bundle.of(plugin).with(helper, next).in(directory.resolve("after"), "acme.user");

        List<Finding> before = verify("before", "acme.user");
        assertEquals(1, before.size(), before::toString);
        assertEquals(Severity.NOTE, before.get(0).severity());
        assertEquals("optional", before.get(0).missing());
        List<Finding> after = verify("after", "acme.user");
        assertEquals(2, after.size(), after::toString);
        assertEquals("library.Old.go()", after.get(0).missing());
        assertEquals(Severity.ERROR, after.get(0).severity());
        // Help has a nested class that needs what is not there, so the plugin can do without it.
        assertEquals(
                List.of(new Use("helper.Other", "help", 1, "helper.jar")),
                after.get(0).uses());
    }
}
