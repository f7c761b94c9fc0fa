package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportResult.Outcome;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Plugins that need each other")
class GraphTest extends HostFixture {

    @TempDir
    Path elsewhere;

    private static Problem only(List<Problem> problems, Reason kind, String subject) {
        List<Problem> found = problems.stream()
                .filter(problem -> problem.reason() == kind && problem.subject().equals(subject))
                .toList();
        assertEquals(1, found.size(), () -> kind + " of " + subject + " among " + problems);
        return found.get(0);
    }

    @Test
    @DisplayName("are each given a result of its own in a batch")
    void batch() {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        install(plugin("acme.c"));
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        host.importModule("acme.c");
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        CompletableFuture<Map<String, ImportResult>> batch =
                host.importAll(List.of("acme.b", "acme.a", "acme.c", "acme.slow", "acme.none"));
        probe.release("go");
        Map<String, ImportResult> results = get(batch);
        assertEquals(List.of("acme.b", "acme.a", "acme.c", "acme.slow", "acme.none"), List.copyOf(results.keySet()));
        assertEquals(Outcome.IMPORTED, results.get("acme.b").outcome());
        assertEquals(Outcome.IMPORTED, results.get("acme.a").outcome());
        assertEquals(Outcome.ALREADY_IMPORTED, results.get("acme.c").outcome());
        assertEquals(Outcome.JOINED, results.get("acme.slow").outcome());
        assertEquals(Outcome.FAILED, results.get("acme.none").outcome());
        assertEquals(get(slow), results.get("acme.slow").get());
    }

    private void cycle(String aRequires, String bRequires) {
        PluginSource a = plugin("acme.a").declares(aRequires + " acme.b;");
        PluginSource b = plugin("acme.b").declares(bRequires + " acme.a;");
        Path stubA = PluginSource.module("acme.a").jar(elsewhere);
        Path stubB = PluginSource.module("acme.b").jar(elsewhere);
        a.compiledAgainst(stubB).jar(plugins);
        b.compiledAgainst(stubA).jar(plugins);
        PluginHost host = host();
        PluginException failure = Reasons.thrown(Reason.CYCLE, () -> host.importModule("acme.a"));
        assertTrue(failure.getMessage().contains("acme.a -> "), failure.getMessage());
        assertTrue(failure.getMessage().contains("acme.b -> "), failure.getMessage());
        Reasons.thrown(Reason.CYCLE, () -> host.importModule("acme.b"));
        only(host.check(), Reason.CYCLE, "acme.a");
        only(host.check(), Reason.CYCLE, "acme.b");
        assertEquals(List.of(), probe.said());
    }

    @Test
    @DisplayName("in a circle are refused by name before any code runs")
    void hardCycle() {
        cycle("requires", "requires");
    }

    @Test
    @DisplayName("in a circle of optional requirements are refused by name before any code runs")
    void softCycle() {
        cycle("requires static", "requires static");
    }

    @Test
    @DisplayName("in a circle that is partly optional are refused by name before any code runs")
    void mixedCycle() {
        cycle("requires", "requires static");
    }

    @Test
    @DisplayName("but can do without are not missed when they are not there")
    void optionalAndAbsent() {
        Path radar = PluginSource.module("acme.radar")
                .exports("acme.radar")
                .source("acme.radar.Radar", "public class Radar {}")
                .jar(elsewhere);
        install(plugin("acme.a").declares("requires static acme.radar;").compiledAgainst(radar));
        PluginHost host = host();
        assertEquals("acme.a", host.importModule("acme.a").name());
        assertEquals(List.of(), host.check());
    }

    @Test
    @DisplayName("but can do without are imported first when they are there, and can be used")
    void optionalAndPresent() {
        Path radar = install(plugin("acme.radar")
                .exports("acme.radar")
                .source("acme.radar.Radar", "public class Radar { public static String beep() { return \"beep\"; } }"));
        install(plugin("acme.a", "Probe.say(acme.radar.Radar.beep());")
                .declares("requires static acme.radar;")
                .compiledAgainst(radar));
        host().importModule("acme.a");
        assertEquals(List.of("started acme.radar", "beep", "started acme.a"), probe.said());
    }

    @Test
    @DisplayName("but can do without may fail or be disabled without harm")
    void optionalAndBad() {
        Path radar = install(plugin("acme.radar", "Probe.reach(\"radar\");"));
        install(plugin("acme.a").declares("requires static acme.radar;").compiledAgainst(radar));
        probe.failAt("radar", () -> new IllegalStateException("broken antenna"));
        assertEquals("acme.a", host().importModule("acme.a").name());
        assertEquals(
                "acme.a",
                host(builder -> builder.disabled("acme.radar"))
                        .importModule("acme.a")
                        .name());
    }

    @Test
    @DisplayName("in two bundles with two versions of one library each work with their own")
    @SuppressWarnings("unchecked")
    void twoVersionsOfALibrary() {
        for (String version : List.of("1", "2")) {
            PluginSource library = PluginSource.module("acme.lib")
                    .version(version + ".0")
                    .exports("acme.lib")
                    .source(
                            "acme.lib.Lib",
                            "public class Lib { public static String version() { return \"lib " + version + "\"; } }");
            String name = "acme.user" + version;
            PluginSource user = PluginSource.module(name)
                    .requires("acme.lib")
                    .declares("provides java.util.function.Supplier with " + name + ".User;")
                    .source(
                            name + ".User",
                            "public class User implements java.util.function.Supplier<String> { public String get() { return acme.lib.Lib.version(); } }")
                    .compiledAgainst(library.jar(elsewhere.resolve(version)));
            Bundle.of(user, library).in(plugins, name);
        }
        PluginHost host = host();
        get(host.importServices(Supplier.class));
        assertEquals(
                Set.of("lib 1", "lib 2"),
                Set.copyOf(host.services(Supplier.class).stream()
                        .map(supplier -> (String) supplier.get())
                        .toList()));
    }

    @Test
    @DisplayName("but can do without are used all the same when they are in the bundle")
    void optionalInBundle() {
        PluginSource library = PluginSource.module("acme.lib")
                .exports("acme.lib")
                .source("acme.lib.Lib", "public class Lib { public static String word() { return \"there\"; } }");
        PluginSource user = PluginSource.module("acme.user")
                .requires("static acme.lib")
                .declares("provides java.util.function.Supplier with acme.user.User;")
                .source(
                        "acme.user.User",
                        "public class User implements java.util.function.Supplier<String> { public String get() { return acme.lib.Lib.word(); } }")
                .compiledAgainst(library.jar(elsewhere));
        Bundle.of(user, library).in(plugins, "acme.user");
        PluginHost host = host();
        assertEquals(List.of(), host.check());
        assertEquals(
                "there",
                host.importModule("acme.user").services(Supplier.class).get(0).get());
    }

    private PluginHost hostWithVersions(String compiled, String installed, VersionPolicy policy) {
        Path old = plugin("acme.api").version(compiled).jar(elsewhere);
        install(plugin("acme.api").version(installed));
        install(plugin("acme.user").requires("acme.api").compiledAgainst(old));
        return host(builder -> builder.versionPolicy(policy));
    }

    @Test
    @DisplayName("in an incompatible version are refused, naming both versions, where the policy says so")
    void refusesAnotherMajorVersion() {
        PluginHost host = hostWithVersions("1.4", "2.0", VersionPolicy.REFUSE);
        PluginException failure = Reasons.thrown(Reason.VERSION, () -> host.importModule("acme.user"));
        assertTrue(failure.getMessage().contains("1.4") && failure.getMessage().contains("2.0"), failure.getMessage());
        assertEquals(
                Severity.ERROR, only(host.check(), Reason.VERSION, "acme.user").severity());
    }

    @Test
    @DisplayName("in an older version than compiled against are refused")
    void refusesAnOlderVersion() {
        PluginHost host = hostWithVersions("1.4", "1.3", VersionPolicy.REFUSE);
        Reasons.thrown(Reason.VERSION, () -> host.importModule("acme.user"));
    }

    @Test
    @DisplayName("in a later version of the same major number are welcome")
    void acceptsALaterVersion() {
        PluginHost host = hostWithVersions("1.4", "1.10", VersionPolicy.REFUSE);
        assertEquals("acme.user", host.importModule("acme.user").name());
    }

    @Test
    @DisplayName("in an incompatible version are only warned of, where the policy says so")
    void warnsOfAnotherMajorVersion() {
        PluginHost host = hostWithVersions("1.4", "2.0", VersionPolicy.WARN);
        assertEquals("acme.user", host.importModule("acme.user").name());
        Problem warning = only(host.check(), Reason.VERSION, "acme.user");
        assertEquals(Severity.WARNING, warning.severity());
        assertTrue(warning.message().contains("1.4") && warning.message().contains("2.0"), warning.message());
    }

    @Test
    @DisplayName("in an incompatible version are not looked at, where the policy says so")
    void ignoresVersions() {
        PluginHost host = hostWithVersions("1.4", "2.0", VersionPolicy.ALLOW);
        assertEquals(List.of(), host.check());
    }

    @Test
    @DisplayName("are checked without running any code, and all problems are listed together")
    void listsEveryProblem() {
        Path missing = PluginSource.module("acme.missing").jar(elsewhere);
        Path other = PluginSource.module("acme.missing2").jar(elsewhere);
        install(plugin("acme.a").requires("acme.missing", "acme.missing2").compiledAgainst(missing, other));
        PluginSource left = PluginSource.module("acme.left")
                .exports("acme.same", "acme.same2")
                .source("acme.same.Left", "public class Left {}")
                .source("acme.same2.Left", "public class Left {}");
        PluginSource right = PluginSource.module("acme.right")
                .exports("acme.same", "acme.same2")
                .source("acme.same.Right", "public class Right {}")
                .source("acme.same2.Right", "public class Right {}");
        install(left);
        install(right);
        Path leftStub = PluginSource.module("acme.left").jar(elsewhere);
        Path rightStub = PluginSource.module("acme.right").jar(elsewhere);
        install(plugin("acme.both").requires("acme.left", "acme.right").compiledAgainst(leftStub, rightStub));
        install(PluginSource.module("acme.same.version").version("1"));
        PluginSource.module("acme.same.version").version("2").jar(plugins);
        install(plugin("acme.fine"));
        PluginHost host = host();
        List<Problem> problems = host.check();
        Problem missed = only(problems, Reason.MISSING, "acme.a");
        assertTrue(missed.message().contains("which also misses acme.missing2"), missed.message());
        Problem split = only(problems, Reason.SPLIT_PACKAGE, "acme.both");
        assertTrue(split.message().contains("export the package acme.same"), split.message());
        assertTrue(
                split.message().contains("acme.left (") && split.message().contains("acme.right ("), split.message());
        only(problems, Reason.SHADOWED, "acme.same.version");
        assertTrue(problems.stream().noneMatch(problem -> problem.subject().equals("acme.fine")), problems::toString);
        assertEquals(List.of(), probe.said());
        assertEquals(PluginState.UNRESOLVABLE, info(host, "acme.a").state());
        assertTrue(info(host, "acme.a").failure().orElseThrow().message().contains("acme.missing"));
        assertEquals(PluginState.INSTALLED, info(host, "acme.fine").state());
        Reasons.thrown(Reason.SPLIT_PACKAGE, () -> host.importModule("acme.both"));
    }

    @Test
    @DisplayName("in two ways are checked as one module")
    void requiredInTwoWays() {
        Path lib = install(plugin("acme.lib"));
        Path a = install(plugin("acme.a").requires("transitive acme.lib").compiledAgainst(lib));
        install(plugin("acme.z").requires("acme.a", "acme.lib").compiledAgainst(lib, a));
        assertEquals(List.of(), host().check());
    }

    @Test
    @DisplayName("in a chain of three hundred are planned and imported without running out of stack")
    void longChain() {
        Map<String, Set<String>> chain = new java.util.LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            chain.put("acme.p" + i, i == 0 ? Set.of() : Set.of("acme.p" + (i - 1)));
        }
        PluginGraph.of(chain).jars(plugins);
        PluginHost host = host(builder -> builder.importThreads(1));
        List<Callable<String>> both = List.of(
                () -> host.importModule("acme.p299").name(),
                () -> host.importModule("acme.p150").name());
        assertEquals(List.of("acme.p299", "acme.p150"), race(both));
    }

    @Test
    @DisplayName("are reported with the package that is not exported if a service type cannot be seen")
    void serviceTypeNotExported() {
        PluginSource api = PluginSource.module("acme.api").source("acme.api.Greeter", "public interface Greeter {}");
        Path stub = api.exports("acme.api").jar(elsewhere);
        install(api);
        install(PluginSource.module("acme.a")
                .requires("acme.api")
                .declares("provides acme.api.Greeter with acme.a.Hello;")
                .source("acme.a.Hello", "public class Hello implements acme.api.Greeter {}")
                .compiledAgainst(stub));
        PluginHost host = host();
        PluginException failure = Reasons.thrown(Reason.UNRESOLVABLE, () -> host.importModule("acme.a"));
        String message = failure.getMessage();
        assertTrue(message.contains("acme.api"), message);
        assertTrue(message.contains("but reads no module that exports the package to it"), message);
        assertTrue(message.contains("; let it require the module that has the package"), message);
    }

    @Test
    @DisplayName("of which one provides nothing and is not required are reported")
    void providesNothing() {
        Path used = install(PluginSource.module("acme.used"));
        install(plugin("acme.user").requires("acme.used").compiledAgainst(used));
        install(PluginSource.module("acme.forgetful"));
        List<Problem> problems = host().check();
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                Severity.NOTE,
                only(problems, Reason.PROVIDES_NOTHING, "acme.forgetful").severity());
    }
}
