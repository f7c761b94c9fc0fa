package dev.pluginhost.junit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The cases are classes below, run by JUnit within these tests. */
@DisplayName("@PluginUnderTest")
class PluginUnderTestTest {

    private static final String PARTS = "pluginhost.test.parts";

    @TempDir
    static Path directory;

    /** What the last case has seen. */
    private static final List<String> SEEN = new ArrayList<>();

    @BeforeAll
    static void makePlugins() {
        Path weather = PluginSource.module("acme.weather")
                .requires("dev.pluginhost")
                .declares("provides java.util.function.Supplier with acme.weather.Sunny, acme.weather.Rainy;"
                        + " provides java.util.concurrent.Callable with acme.weather.Call;"
                        + " provides acme.weather.Own with acme.weather.OwnImpl;"
                        + " provides dev.pluginhost.plugin.Plugin with acme.weather.Start;")
                .source("package acme.weather; public class Sunny implements java.util.function.Supplier<String> {"
                        + " public String get() { return \"sunny\"; } }")
                .source("package acme.weather; public class Rainy implements java.util.function.Supplier<String> {"
                        + " public String get() { return \"rainy\"; } }")
                .source("package acme.weather; public class Call implements java.util.concurrent.Callable<String> {"
                        + " public String call() { return \"called\"; } }")
                .source("package acme.weather; public interface Own {}")
                .source("package acme.weather; public class OwnImpl implements Own {}")
                .source(
                        "package acme.weather; public class Start implements dev.pluginhost.plugin.Plugin {"
                                + " public void start(dev.pluginhost.plugin.PluginContext context) throws Exception {"
                                + " if (Boolean.getBoolean(\"acme.start.fails\")) throw new java.io.IOException(\"no network\"); }"
                                + " public void stop() { if (Boolean.getBoolean(\"acme.stop.fails\")) throw new IllegalStateException(\"stuck\"); } }")
                .explodedIn(directory);
        System.setProperty(PARTS, weather.toString());
        System.setProperty(
                "pluginhost.test.others",
                PluginSource.plugin("acme.sun").jar(directory.resolve("others")).toString());
    }

    @AfterAll
    static void clear() {
        System.clearProperty(PARTS);
        System.clearProperty("pluginhost.test.others");
    }

    private static EngineExecutionResults run(Class<?> test) {
        SEEN.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .configurationParameter("junit.jupiter.conditions.deactivate", "*DisabledCondition")
                .execute();
    }

    private static List<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents()
                .failed()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
    }

    private static void assertPassed(int tests, EngineExecutionResults results) {
        assertEquals(List.of(), failures(results));
        assertEquals(tests, results.testEvents().succeeded().count());
    }

    private static String onlyFailure(EngineExecutionResults results) {
        List<Throwable> failures = failures(results);
        assertEquals(1, failures.size(), failures::toString);
        return String.valueOf(failures.get(0).getMessage());
    }

    /** A case: it is not run by itself. */
    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Case {}

    @Case
    static class Injected {

        private PluginHost host;
        private ImportedModule module;
        private List<Supplier<String>> suppliers;
        private Callable<String> call;
        private final ImportedModule none = null;
        private String unrelated;

        @TempDir
        Path ofAnother;

        @Test
        void fields() throws Exception {
            assertEquals("acme.weather", module.name());
            assertSame(module, host.importModule("acme.weather"));
            assertEquals(
                    List.of("sunny", "rainy"),
                    suppliers.stream().map(Supplier::get).toList());
            assertEquals("called", call.call());
            assertNull(none);
            assertNull(unrelated);
            assertTrue(Files.isDirectory(ofAnother));
        }

        @Test
        void parameters(
                PluginHost host,
                TestInfo ofAnother,
                ImportedModule module,
                List<Supplier<String>> suppliers,
                Callable<String> call)
                throws Exception {
            assertSame(this.host, host);
            assertSame(this.module, module);
            assertEquals(this.suppliers, suppliers);
            assertEquals("called", call.call());
            assertEquals(
                    "parameters(PluginHost, TestInfo, ImportedModule, List, Callable)", ofAnother.getDisplayName());
        }
    }

    @Test
    @DisplayName(
            "injects the host, the plugin and its services into fields and parameters, and leaves the rest to others")
    void injects() {
        assertPassed(2, run(Injected.class));
    }

    @Case
    static class Ambiguous {

        @Test
        void test(Supplier<String> one) {}
    }

    @Test
    @DisplayName("says that there are several services, where a test asks for one")
    void ambiguous() {
        assertTrue(onlyFailure(run(Ambiguous.class))
                .contains("provides 2 services of java.util.function.Supplier; let the test ask for List<Supplier>"));
    }

    interface Unknown {}

    @Case
    static class NotProvided {

        @Test
        void test(Unknown unknown) {}
    }

    @Test
    @DisplayName("says what the plugin does not provide, and what it does")
    void notProvided() {
        String failure = onlyFailure(run(NotProvided.class));

        PluginAssertions.assertMessage(
                failure,
                "Plugin acme.weather provides no " + Unknown.class.getName()
                        + ", wanted by the test, but [acme.weather.Own,",
                "java.util.function.Supplier]; add \"provides " + Unknown.class.getName() + " with\"");
    }

    @Case
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Hosts {

        static PluginHost before;

        @Test
        void first(PluginHost host) {
            before = host;
        }

        @Test
        void second(PluginHost host) {
            assertNotSame(before, host);
            assertThrows(HostClosedException.class, () -> before.importModule("acme.weather"));
        }

        @AfterAll
        static void forget() {
            before = null;
        }

        @RepeatedTest(2)
        void third(PluginHost host) {
            assertNotSame(before, host);
        }
    }

    @Test
    @DisplayName("gives each test a host of its own, and closes it")
    void aHostForEachTest() {
        assertPassed(4, run(Hosts.class));
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", life = PluginUnderTest.Life.CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OneHost {

        static PluginHost host;

        @BeforeAll
        static void before(ImportedModule module) {
            SEEN.add(module.name());
        }

        @Test
        void first(PluginHost host) {
            assertSame(OneHost.host, host);
        }

        @Nested
        class Inner {
            @Test
            void second(PluginHost host) {
                assertSame(OneHost.host, host);
            }
        }

        @AfterAll
        static void after(PluginHost host) {
            assertTrue(host.find("acme.weather").isPresent());
        }
    }

    @Test
    @DisplayName("has one host for all tests of a class, with those within it, where it says so")
    void aHostForAClass() {
        assertPassed(2, run(OneHost.class));
        assertEquals(List.of("acme.weather"), SEEN);
        assertNull(OneHost.host);
    }

    @Case
    static class Early {

        @BeforeAll
        static void before(PluginHost host) {}

        @Test
        void test() {}
    }

    @Test
    @DisplayName("says that no host runs yet, where one is asked for before each test")
    void tooEarly() {
        assertTrue(
                onlyFailure(run(Early.class)).contains("No host runs yet, wanted by PluginUnderTestTest$Early"),
                () -> onlyFailure(run(Early.class)));
    }

    @Case
    static class KeptInFields {

        private Object service;
        private Object[] services;
        private final List<Object> more = new ArrayList<>();
        private final AtomicReference<Object> last = new AtomicReference<>();
        private BooleanSupplier captured;
        private ImportedModule module;

        @BeforeEach
        void keep(Callable<String> call) {
            service = call;
            services = new Object[] {call};
            last.set(call);
            captured = () -> call != null;
            more.add(call);
        }

        @Test
        void test() {
            assertEquals("acme.weather", module.name());
        }

        @AfterEach
        void stillThere() {
            SEEN.add(service.getClass().getName());
            assertSame(service, services[0]);
            assertSame(service, more.get(0));
            assertSame(service, last.get());
            assertTrue(captured.getAsBoolean());
        }
    }

    @Test
    @DisplayName("does not take a field of the test for a leak")
    void fieldsAreCleared() {
        assertPassed(1, run(KeptInFields.class));
        assertEquals(List.of("acme.weather.Call"), SEEN);
    }

    static Object held;

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", collectionSeconds = 0)
    static class Leaks {

        @Test
        void test(PluginHost host, List<Supplier<String>> suppliers) {
            held = suppliers.get(0);
            host.unload("acme.weather").join();
            host.importModule("acme.weather");
        }
    }

    @Test
    @Tag("slow")
    @DisplayName("fails a test after which a life of the plugin is still held, with the path that holds it")
    void leaks() {
        try {
            String failure = onlyFailure(run(Leaks.class));

            assertAll(
                    () -> assertTrue(failure.startsWith("acme.weather was not collected within"), failure),
                    () -> assertTrue(failure.contains("dev.pluginhost.junit.PluginUnderTestTest.held"), failure),
                    () -> assertTrue(failure.contains("acme.weather.Sunny"), failure));
        } finally {
            held = null;
        }
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", collected = false)
    static class MayLeak {

        @Test
        void test(List<Supplier<String>> suppliers) {
            held = suppliers.get(0);
        }
    }

    @Test
    @DisplayName("checks nothing of that where it says so")
    void mayLeak() {
        try {
            assertPassed(1, run(MayLeak.class));
        } finally {
            held = null;
        }
    }

    @Case
    static class Fails {

        static PluginHost failed;

        @Test
        void test(PluginHost host, List<Supplier<String>> suppliers) {
            held = suppliers.get(0);
            failed = host;
            throw new IllegalStateException("of the test");
        }
    }

    @Test
    @DisplayName("leaves a test that has failed its own failure, and closes the host")
    void failed() {
        try {
            assertEquals("of the test", onlyFailure(run(Fails.class)));
            assertThrows(HostClosedException.class, () -> Fails.failed.importModule("acme.weather"));
        } finally {
            held = null;
            Fails.failed = null;
        }
    }

    @Case
    static class Closes {

        @Test
        void test(PluginHost host) {
            host.close();
        }
    }

    @Test
    @DisplayName("lets a test close the host")
    void closes() {
        assertPassed(1, run(Closes.class));
    }

    @Test
    @DisplayName("fails a test whose plugin does not start, with the reason")
    void startFails() {
        System.setProperty("acme.start.fails", "true");
        try {
            String failure = onlyFailure(run(Closes.class));

            assertTrue(failure.contains("acme.weather") && failure.contains("no network"), failure);
        } finally {
            System.clearProperty("acme.start.fails");
        }
    }

    @Test
    @DisplayName("fails a test whose plugin does not stop properly, with the reason")
    void stopFails() {
        System.setProperty("acme.stop.fails", "true");
        try {
            String failure = onlyFailure(run(Ends.class));

            assertTrue(
                    failure.startsWith("The unload went wrong: plugin acme.weather:") && failure.contains("stuck"),
                    failure);
        } finally {
            System.clearProperty("acme.stop.fails");
        }
    }

    @Case
    static class Ends {

        @Test
        void test() {}
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", imported = false)
    static class NotImported {

        private PluginHost host;
        private ImportedModule module;

        @Test
        void test() {
            assertNull(module);
            assertFalse(host.find("acme.weather").isPresent());
            PluginException failure = PluginAssertions.assertImportFails(host, "acme.weather", Reason.START_FAILED);
            assertTrue(failure.getMessage().contains("no network"));
        }
    }

    @Test
    @DisplayName("does not import the plugin where it says so, so a test sees how that fails")
    void notImported() {
        System.setProperty("acme.start.fails", "true");
        try {
            assertPassed(1, run(NotImported.class));
        } finally {
            System.clearProperty("acme.start.fails");
        }
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", plugins = "${pluginhost.test.others}", settings = Eagerly.class)
    static class Others {

        @Test
        void test(PluginHost host) {
            assertEquals(2, host.plugins().size());
            assertTrue(host.find("acme.sun").isPresent());
        }
    }

    static class Eagerly implements HostSettings {
        @Override
        public void apply(PluginHost.Builder builder) {
            builder.eager("acme.sun");
        }
    }

    @Test
    @DisplayName("installs other plugins and uses further settings")
    void othersAndSettings() {
        assertPassed(1, run(Others.class));
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${pluginhost.test.unset}")
    static class Unset {

        @Test
        void test() {}
    }

    @Test
    @DisplayName("names a system property that is not set")
    void unset() {
        assertEquals(
                "System property pluginhost.test.unset is not set, wanted by @PluginUnderTest of "
                        + Unset.class.getName() + "; let the build set it for tests",
                onlyFailure(run(Unset.class)));
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", settings = Throws.class)
    static class Unbuilt {

        @Test
        void test() {}
    }

    static class Throws implements HostSettings {
        @Override
        public void apply(PluginHost.Builder builder) {
            builder.importThreads(0);
        }
    }

    @Test
    @DisplayName("leaves no directory behind, whether a test passes, fails or has no host")
    void directories() throws IOException {
        Set<Path> before = directories(System.getProperty("java.io.tmpdir"));
        run(Ends.class);
        run(Early.class);
        assertTrue(onlyFailure(run(Unbuilt.class)).contains("import threads"));

        assertEquals(before, directories(System.getProperty("java.io.tmpdir")));
    }

    private static Set<Path> directories(String parent) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(parent))) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .startsWith("pluginhost-junit-"
                                    + ProcessHandle.current().pid() + "-"))
                    .collect(Collectors.toSet());
        }
    }

    @Disabled("run by a test")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    @PluginUnderTest(parts = "${" + PARTS + "}")
    static class Shared {

        private final List<Object> own = new ArrayList<>();
        private PluginHost host;
        private PluginHost mine;
        private Module module = Shared.class.getModule();

        @BeforeAll
        void make() {
            mine = PluginHost.builder().noIndex().build();
            own.add("mine");
        }

        @Test
        void first() {
            SEEN.add(String.valueOf(System.identityHashCode(host)));
        }

        @Test
        void second() {
            assertNotSame(SEEN.get(0), String.valueOf(System.identityHashCode(host)));
            assertEquals(List.of("mine"), own);
            assertSame(Shared.class.getModule(), module);
            assertEquals(List.of(), mine.plugins());
        }

        @AfterAll
        void closeMine() {
            assertNull(host);
            mine.close();
        }
    }

    @Test
    @DisplayName("clears only what it has injected, where one instance has all tests")
    void sharedInstance() {
        assertPassed(2, run(Shared.class));
    }

    static class Base {
        ImportedModule inherited;
    }

    @Disabled("run by a test")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @PluginUnderTest(parts = "${" + PARTS + "}", life = PluginUnderTest.Life.CLASS)
    static class SharedHost extends Base {

        private PluginHost host;

        @BeforeAll
        void before() {
            assertTrue(host.find("acme.weather").isPresent());
        }

        @Test
        void first() {
            assertEquals("acme.weather", inherited.name());
        }

        @AfterAll
        void after() {
            assertTrue(host.find("acme.weather").isPresent());
        }
    }

    @Test
    @DisplayName("injects into the one instance before all tests, where one host has all tests, inherited fields, too")
    void sharedHost() {
        assertPassed(1, run(SharedHost.class));
    }

    @Disabled("run by a test")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    @PluginUnderTest(parts = "${" + PARTS + "}")
    static class AtOnce {

        private PluginHost host;

        @Test
        void test() {
            assertTrue(host.plugins().isEmpty());
        }
    }

    @Case
    @Execution(ExecutionMode.CONCURRENT)
    static class Parallel {

        private PluginHost host;

        @RepeatedTest(4)
        void test(PluginHost parameter) {
            assertSame(host, parameter);
        }
    }

    private static EngineExecutionResults runParallel(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .configurationParameter("junit.jupiter.conditions.deactivate", "*DisabledCondition")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .execute();
    }

    @Test
    @DisplayName("runs tests at the same time, and refuses to where their hosts would share fields")
    void parallel() {
        assertPassed(4, runParallel(Parallel.class));
        assertTrue(onlyFailure(runParallel(AtOnce.class)).contains("run at the same time on one instance"));
    }

    @Disabled("run by a test")
    @PluginUnderTest(parts = "${" + PARTS + "}", life = PluginUnderTest.Life.CLASS)
    static class Outer {

        @Test
        void test(PluginHost host) {
            assertTrue(host.find("acme.weather").isPresent());
        }

        @Nested
        @PluginUnderTest(parts = "${" + PARTS + "}", life = PluginUnderTest.Life.CLASS, imported = false)
        class Other {
            @Test
            void test(PluginHost host) {
                assertFalse(host.find("acme.weather").isPresent());
            }
        }
    }

    @Test
    @DisplayName("gives a class within another one a host of its own, if it has the annotation itself")
    void nestedAnnotation() {
        assertPassed(2, run(Outer.class));
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface ByAnother {}

    static class Another implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.isAnnotated(ByAnother.class);
        }

        @Override
        public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return null;
        }
    }

    @Case
    @ExtendWith(Another.class)
    static class WithOthers {

        @Test
        void annotated(@ByAnother PluginHost none, PluginHost host, @ByAnother Callable<String> call) {
            assertNull(none);
            assertNull(call);
            assertTrue(host.find("acme.weather").isPresent());
        }

        @ParameterizedTest
        @MethodSource("calls")
        void arguments(Callable<String> call, PluginHost host) throws Exception {
            assertEquals("mine", call.call());
            assertTrue(host.find("acme.weather").isPresent());
        }

        static List<Callable<String>> calls() {
            return List.of(() -> "mine");
        }
    }

    @Test
    @DisplayName("leaves parameters with an annotation, and the arguments of parameterized tests, to others")
    void others() {
        assertPassed(2, run(WithOthers.class));
    }
}
