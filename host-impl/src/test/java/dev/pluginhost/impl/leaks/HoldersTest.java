package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.testkit.DriverSource;
import dev.pluginhost.testkit.PluginSource;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What holds an unloaded plugin")
class HoldersTest {

    /** Ends with {@code undo}: the method that takes back what {@code run} has done. */
    private static final String THREAD = """
            public static volatile Thread thread;
            public static void idle() {
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    return;
                }
            }
            public static void begin(Thread begun) throws Exception {
                thread = begun;
                begun.start();
                while (begun.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
            public static void undo() throws Exception {
                thread.interrupt();
                thread.join();
            }
            """;

    @TempDir
    Path directory;

    static PluginSource source(String run, String members) {
        return PluginSource.module("acme.a")
                .requires("java.desktop", "java.logging", "java.management", "java.sql")
                .exports("acme.a")
                .source("acme.a.Main", """
                        import java.util.ArrayList;
                        import java.util.HashMap;
                        import java.util.List;
                        import java.util.Map;
                        import java.util.Properties;
                        public class Main {
                            public static void run() throws Throwable {
                                %s
                            }
                            %s
                        }
                        """.formatted(run, members));
    }

    static Arguments leak(Holder.Kind kind, boolean seenByAll, String text, String run, String undo, String members) {
        return Arguments.of(
                kind,
                seenByAll,
                text,
                source(
                        run,
                        members + (undo.isEmpty() ? "" : "public static void undo() throws Throwable {" + undo + "}")));
    }

    static Stream<Arguments> leaks() {
        return Stream.of(
                leak(
                        Holder.Kind.THREAD,
                        true,
                        "thread \"acme-ctx\" has the plugin's context class loader",
                        "Thread t = new Thread(() -> { synchronized (Main.class) {} idle(); }, \"acme-ctx\"); begin(t);",
                        "",
                        THREAD),
                leak(
                        Holder.Kind.THREAD,
                        false,
                        "was made to run a lambda of acme.a.Main",
                        "Thread t = new Thread(() -> idle(), \"acme-runs\"); t.setContextClassLoader(null); begin(t);",
                        "",
                        THREAD),
                leak(
                        Holder.Kind.THREAD,
                        true,
                        "thread \"acme-frame\", a daemon, ",
                        "Thread t = new Thread(Main::idle, \"acme-frame\"); t.setDaemon(true); t.setContextClassLoader(null);"
                                + " begin(t);",
                        "",
                        THREAD),
                leak(
                        Holder.Kind.THREAD,
                        true,
                        "thread \"acme-own\" is a acme.a.Main$Own",
                        "Thread t = new Own(); begin(t); t.setContextClassLoader(null);",
                        "",
                        THREAD + """
                                public static class Own extends Thread {
                                    Own() { super("acme-own"); }
                                    @Override public void run() { idle(); }
                                    @Override public ClassLoader getContextClassLoader() { throw new Error("called"); }
                                    @Override public UncaughtExceptionHandler getUncaughtExceptionHandler() {
                                        throw new Error("called");
                                    }
                                    @Override public String toString() { throw new Error("called"); }
                                }
                                """),
                leak(
                        Holder.Kind.THREAD,
                        true,
                        "has an uncaught exception handler a lambda of acme.a.Main",
                        "Thread t = new Thread(new java.util.concurrent.FutureTask<>("
                                + "java.util.concurrent.Executors.callable(Main::idle)), \"acme-handler\");"
                                + " t.setContextClassLoader(null); t.setUncaughtExceptionHandler((x, y) -> {}); begin(t);",
                        "",
                        THREAD),
                leak(
                        Holder.Kind.SHUTDOWN_HOOK,
                        false,
                        "shutdown hook \"acme-hook\" has the plugin's context class loader, was made to run a lambda of acme.a.Main;",
                        "hook = new Thread(() -> {}, \"acme-hook\"); Runtime.getRuntime().addShutdownHook(hook);",
                        "Runtime.getRuntime().removeShutdownHook(hook);",
                        "static Thread hook;"),
                leak(
                        Holder.Kind.JDBC_DRIVER,
                        true,
                        "JDBC driver acme.a.Main$Db is registered",
                        "java.sql.DriverManager.registerDriver(DB = new Db());",
                        "java.sql.DriverManager.deregisterDriver(DB);",
                        "static Db DB;\n" + DriverSource.of("public static class Db", "")),
                leak(
                        Holder.Kind.THREAD_LOCAL,
                        false,
                        "thread \"acme-locals\" has a thread-local value acme.a.Main, of a java.lang.ThreadLocal",
                        localOf("LOCAL.set(new Main());"),
                        "",
                        THREAD + "static ThreadLocal<Object> LOCAL = new ThreadLocal<>();"),
                leak(
                        Holder.Kind.THREAD_LOCAL,
                        false,
                        "thread-local value class acme.a.Main, of a acme.a.Main$1;"
                                + " have that thread ended by the code that started it",
                        localOf("LOCAL.set(Main.class);"),
                        "",
                        THREAD + "static ThreadLocal<Object> LOCAL = new InheritableThreadLocal<>() {};"));
    }

    private static String localOf(String set) {
        return "Thread t = new Thread(new java.util.concurrent.FutureTask<>(java.util.concurrent.Executors.callable(() -> { "
                + set
                + " idle(); })), \"acme-locals\"); begin(t);";
    }

    private static Holders holders(boolean open) {
        return new Holders(open, JdbcDrivers::search, Duration.ofSeconds(5));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @DisplayName("is named, and nothing but it held the plugin")
    @MethodSource("leaks")
    void named(Holder.Kind kind, boolean seenByAll, String text, PluginSource source) throws Throwable {
        Unloaded plugin = Unloaded.of(directory, source);
        try {
            assertNamed(holders(true), kind, text, plugin);
            if (seenByAll) {
                assertNamed(holders(false), kind, text, plugin);
            } else {
                assertFalse(texts(holders(false), plugin).contains(text));
            }
        } finally {
            plugin.call("acme.a", "undo");
        }
        assertEquals(List.of(), holders(true).of(plugin.target()));
        plugin.assertCollected();
    }

    @Test
    @DisplayName("is a thread-local value, which is let go where it is removed on its thread")
    void removedLocal() throws Throwable {
        Unloaded plugin = Unloaded.of(directory, source("", """
                        static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
                        public static void set() { LOCAL.set(new Main()); }
                        public static void undo() { LOCAL.remove(); }
                        """));
        plugin.call("acme.a", "set");
        try {
            assertNamed(holders(true), Holder.Kind.THREAD_LOCAL, "; have the plugin remove it on that thread", plugin);
        } finally {
            plugin.call("acme.a", "undo");
        }
        plugin.assertCollected();
    }

    private static void assertNamed(Holders holders, Holder.Kind kind, String text, Unloaded plugin) {
        List<Holder> found = holders.of(plugin.target());
        assertTrue(
                found.stream()
                        .anyMatch(each -> each.kind() == kind && each.what().contains(text)),
                found::toString);
    }

    private static String texts(Holders holders, Unloaded plugin) {
        return holders.of(plugin.target()).toString();
    }

    @Test
    @DisplayName("is a thread with its stack")
    void stack() throws Throwable {
        Unloaded plugin = Unloaded.of(directory, source("begin(new Thread(Main::idle, \"acme-stack\"));", THREAD));
        List<Holder> found = holders(false).of(plugin.target());
        plugin.call("acme.a", "undo");
        assertEquals(1, found.size());
        assertTrue(found.get(0).stack().stream().anyMatch(line -> line.contains("acme.a.Main.idle(")), found::toString);
    }

    @Test
    @DisplayName(
            "is not said to be what a namesake of it left behind, but where only names can be seen, and then with care")
    void namesake() throws Throwable {
        PluginSource source = source("begin(new Thread(Main::idle, \"acme-namesake\"));", THREAD);
        Unloaded living = Unloaded.of(directory, source);
        Unloaded plugin = Unloaded.of(directory, source("", ""));
        List<Holder> found = holders(true).of(plugin.target());
        living.call("acme.a", "undo");
        assertEquals(1, found.size(), found::toString);
        assertTrue(
                found.get(0).what().contains("runs acme.a.Main.idle, of this plugin or of a namesake"),
                found::toString);
        living.assertCollected();
    }

    @Test
    @DisplayName("is what belongs to a loader of its own making, and that loader itself")
    void loadersOfThePlugin() throws Throwable {
        Unloaded plugin = Unloaded.of(directory, source("", """
                        static final ThreadLocal<Object> LOADER = new ThreadLocal<>();
                        static final ThreadLocal<Object> OBJECT = new ThreadLocal<>();
                        public static void set() {
                            ClassLoader own = new java.net.URLClassLoader(
                                    new java.net.URL[0], Main.class.getClassLoader());
                            LOADER.set(own);
                            OBJECT.set(java.lang.reflect.Proxy.newProxyInstance(
                                    own, new Class<?>[] {Runnable.class}, (proxy, method, all) -> null));
                        }
                        public static void undo() {
                            LOADER.remove();
                            OBJECT.remove();
                        }
                        """));
        plugin.call("acme.a", "set");
        List<String> found =
                holders(true).of(plugin.target()).stream().map(Holder::what).toList();
        plugin.call("acme.a", "undo");
        assertEquals(2, found.size(), found::toString);
        assertTrue(found.stream().anyMatch(each -> each.contains("value java.net.URLClassLoader,")), found::toString);
        assertTrue(found.stream().anyMatch(each -> each.contains("$Proxy")), found::toString);
    }

    @Test
    @DisplayName("is what belongs to a plugin that requires it")
    void dependents() throws Throwable {
        System.setProperty("acme.left", "");
        List<Unloaded> both = Unloaded.both(
                directory,
                source("", ""),
                Unloaded.source(
                        "acme.b",
                        "acme.a.Main.run(); new Thread(() -> {"
                                + " while (System.getProperty(\"acme.left\") != null) { Thread.onSpinWait(); } }, \"acme-b\").start();"));
        Unloaded plugin = both.get(0);
        List<Holder> found = holders(true).of(plugin.target());
        System.clearProperty("acme.left");
        assertTrue(found.toString().contains("was made to run a lambda of acme.b.Main"), found::toString);
        plugin.assertCollected();
        both.get(1).assertCollected();
    }

    @Test
    @DisplayName("is looked for among JDBC drivers without asking the plugin for those of others")
    void driversOfOthers() throws Exception {
        List<String> asked = new ArrayList<>();
        ClassLoader loader = new ClassLoader(null) {
            @Override
            public Class<?> loadClass(String name) throws ClassNotFoundException {
                asked.add(name);
                return super.loadClass(name);
            }
        };
        Driver others = new ApplicationsDriver();
        DriverManager.registerDriver(others);
        try {
            JdbcDrivers.search(new Holders.Target("acme.a", loader, null), holder -> fail(holder.toString()));
        } finally {
            DriverManager.deregisterDriver(others);
        }
        assertEquals(List.of(), asked);
    }

    /** A driver that is no plugin's. */
    private static final class ApplicationsDriver implements Driver {

        @Override
        public @Nullable Connection connect(String url, Properties info) {
            return null;
        }

        @Override
        public boolean acceptsURL(String url) {
            return false;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }

    @Test
    @DisplayName("is said to be looked for in vain where a driver cannot be, as its static initialiser failed")
    void brokenDriver() throws Throwable {
        Unloaded plugin = Unloaded.of(
                directory,
                source(
                        "try { Class.forName(\"acme.a.Main$Db\"); } catch (ExceptionInInitializerError e) { return; }",
                        driver("throw new IllegalStateException(\"broken\");")));
        // It stays: DriverManager lets nobody deregister a driver whose class it cannot initialise.
        List<Holder> found = holders(false).of(plugin.target());
        assertEquals(1, found.size(), found::toString);
        assertEquals(Holder.Kind.UNKNOWN, found.get(0).kind());
        String what = found.get(0).what();
        assertTrue(what.startsWith("JDBC drivers cannot be searched: "), what);
        assertTrue(what.contains("acme.a.Main$Db"), what);
    }

    @Test
    @DisplayName("is said to be looked for in vain where the static initialiser of a driver hangs, and where it does")
    void hangingDriver() throws Throwable {
        Unloaded plugin = Unloaded.of(
                directory,
                source(
                        "Thread t = new Thread(() -> Db.load(), \"acme-driver\"); t.setContextClassLoader(null); begin(t);",
                        driver("Main.idle();")
                                        .replace(
                                                "private static void register",
                                                "static void load() {}\nprivate static void register")
                                + THREAD.replace(
                                        "thread.join();",
                                        "thread.join(); java.sql.DriverManager.deregisterDriver(LEFT[0]);")));
        Holders drivers = new Holders(false, JdbcDrivers::search, Duration.ofSeconds(2));
        List<Holder> found = drivers.of(plugin.target());
        plugin.call("acme.a", "undo");
        assertEquals(2, found.size(), found::toString); // the first is the thread
        assertEquals(Holder.Kind.UNKNOWN, found.get(1).kind());
        assertTrue(found.get(1).what().startsWith("JDBC drivers cannot be searched: "), found::toString);
        assertTrue(
                found.get(1).stack().stream().anyMatch(line -> line.contains("java.sql.DriverManager.")),
                found::toString);
        plugin.assertCollected();
    }

    /** A driver that registers itself, and whose static initialiser then does something else. */
    private static String driver(String then) {
        return "static final java.sql.Driver[] LEFT = new java.sql.Driver[1];\n"
                + DriverSource.of("public static class Db", """
                        static {
                            LEFT[0] = new Db();
                            register();
                            if (LEFT[0] != null) {
                                %s
                            }
                        }
                        private static void register() {
                            try {
                                java.sql.DriverManager.registerDriver(LEFT[0]);
                            } catch (java.sql.SQLException e) {
                                throw new AssertionError(e);
                            }
                        }
                        """.formatted(then));
    }

    @Test
    @DisplayName("is called by its name without the address that the JDK gives hidden classes")
    void hidden() throws Exception {
        byte[] bytes;
        try (InputStream file = BareApplication.class.getResourceAsStream("BareApplication.class")) {
            bytes = file.readAllBytes();
        }
        Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, false).lookupClass();
        assertEquals(BareApplication.class.getName(), Holders.name(hidden));
        Runnable lambda = () -> {};
        assertEquals("a lambda of " + HoldersTest.class.getName(), Holders.name(lambda.getClass()));
    }

    @Test
    @DisplayName("if unknown, says how to see more where there is more")
    void hint() {
        assertTrue(holders(false).unknown().what().contains(Holders.OPENING));
        assertFalse(holders(true).unknown().what().contains("--add-opens"));
    }

    @Test
    @DisplayName("if unknown, may be a soft reference, and then goes with it")
    void softly() throws Throwable {
        Unloaded plugin = Unloaded.of(
                directory,
                source(
                        "System.getProperties().put(\"acme.soft\", new java.lang.ref.SoftReference<>(new Main()));",
                        ""));
        Holders holders = holders(true);
        List<Holder> found = holders.of(plugin.target());
        ((java.lang.ref.Reference<?>) System.getProperties().remove("acme.soft")).clear();
        assertEquals(List.of(), found);
        assertTrue(holders.unknown().what().contains("soft reference"), holders.unknown()::toString);
        assertTrue(holders.unknown().what().contains("testkit-leaks"), holders.unknown()::toString);
        plugin.assertCollected();
    }
}
