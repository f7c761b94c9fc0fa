package dev.pluginhost.testkit.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.DriverSource;
import dev.pluginhost.testkit.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of holder holds a plugin, is named, and releases it. */
@Timeout(120)
class HeldPathTest {

    private static final Map<String, Object> HELD = new ConcurrentHashMap<>();
    private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
    private static final ClassValue<List<Object>> OF_CLASSES = new ClassValue<>() {
        @Override
        protected List<Object> computeValue(Class<?> type) {
            return new ArrayList<>();
        }
    };

    @TempDir
    Path directory;

    @AfterEach
    void letGo() {
        HELD.clear();
    }

    @Test
    @DisplayName("A plugin that nothing holds is collected")
    void nothing() {
        Gone plugin = use("System.getProperty(\"x\");", Runnable::run);

        plugin.assertCollected();

        assertTrue(plugin.isCollected());
        assertEquals(List.of(), plugin.paths());
    }

    @Test
    @DisplayName("A static field of the application's holds an instance, and nothing else of the plugin is mentioned")
    void staticFieldOfTheApplication() {
        Gone plugin = use("", task -> HELD.put("a task", task));

        HeldPath path = held(plugin);

        assertEquals(HeldPath.Strength.STRONG, path.strength());
        assertEquals("static " + HeldPathTest.class.getName() + ".HELD", path.root());
        assertEquals(
                List.of(
                        "ConcurrentHashMap.table",
                        path.steps().get(1),
                        "ConcurrentHashMap$Node.val of key \"a task\"",
                        "an instance of acme.weather.Task",
                        "class loader of acme.weather"),
                path.steps());
        assertTrue(path.steps().get(1).matches("\\[\\d+]"), path::toString);

        HELD.clear();
        plugin.assertCollected();
    }

    @Test
    @DisplayName("A static field of the JDK's holds an instance")
    void staticFieldOfTheJdk() {
        Gone plugin = use("System.getProperties().put(\"acme.task\", this);", Runnable::run);

        assertPath(
                plugin,
                "static java.lang.System.props -> Properties.map -> ",
                "of key \"acme.task\"",
                "acme.weather.Task");

        System.getProperties().remove("acme.task");
        plugin.assertCollected();
    }

    @Test
    @DisplayName("A class, an empty array and a loader hold as an instance does")
    void classArrayAndLoader() {
        Gone byClass = use("", task -> HELD.put("x", task.getClass()));
        assertPath(byClass, "of key \"x\" -> class acme.weather.Task -> class loader of acme.weather");
        Gone byArray = use("", task -> HELD.put("x", Array.newInstance(task.getClass(), 0)));
        assertPath(byArray, "of key \"x\" -> an array acme.weather.Task[] -> class loader of acme.weather");
        Gone byLoader = use("", task -> HELD.put("x", task.getClass().getClassLoader()));
        assertPath(byLoader, "of key \"x\" -> class loader of acme.weather");
        Gone byLayer = use("", task -> HELD.put("x", task.getClass().getModule().getLayer()));
        assertPath(byLayer, "of key \"x\" -> ModuleLayer.", "Module.loader -> class loader of acme.weather");

        HELD.clear();
        byClass.assertCollected();
        byArray.assertCollected();
        byLoader.assertCollected();
        byLayer.assertCollected();
    }

    @Test
    @DisplayName("A plugin is held through another plugin, by the way from that one to it")
    void anotherPlugin() {
        Gone plugin = use("", task -> {
            Path other = Plugin.declaring("public Object friend; public void run() {}")
                    .jar(directory, "other.jar");
            Plugin.use(other, friend -> {
                set(friend, task);
                HELD.put("x", friend);
            });
        });

        assertPath(plugin, "of key \"x\" -> acme.weather.Task.friend -> an instance of acme.weather.Task");

        HELD.clear();
        plugin.assertCollected();
    }

    @Test
    @DisplayName(
            "A plugin is held by a static field of another plugin of which only an instance, or the loader, is held")
    void staticFieldOfAnotherPlugin() {
        Path other = Plugin.declaring("public static Object friend; public void run() {}")
                .jar(directory, "other.jar");
        Gone byInstance = use(
                "",
                task -> Plugin.use(other, friend -> {
                    set(friend, task);
                    HELD.put("x", friend);
                }));
        assertPath(
                byInstance, "of key \"x\" -> an instance of acme.weather.Task -> static acme.weather.Task.friend -> ");
        Gone byLoader = use(
                "",
                task -> Plugin.use(other, friend -> {
                    set(friend, task);
                    HELD.put("x", friend.getClass().getClassLoader());
                }));
        assertPath(
                byLoader,
                "of key \"x\" -> ",
                " -> static acme.weather.Task.friend -> an instance of acme.weather.Task");

        HELD.clear();
        byInstance.assertCollected();
        byLoader.assertCollected();
    }

    @Test
    @DisplayName("A live thread that runs the plugin's code holds it; the path names the thread and the line")
    void threadWithARunnable() throws Exception {
        try (Probe probe = new Probe()) {
            List<WeakReference<Thread>> threads = new ArrayList<>();
            Path jar = Plugin.running("Probe.awaitUninterruptibly(\"end\");")
                    .probe(probe)
                    .jar(directory);
            Gone plugin = Plugin.use(jar, task -> threads.add(new WeakReference<>(started("acme-sensor", task))));
            probe.awaitReached("end");

            assertPath(plugin, "of acme.weather.", " on thread \"acme-sensor\" -> ");

            probe.release("end");
            join(threads.get(0).get());
            plugin.assertCollected();
        }
    }

    @Test
    @DisplayName("A thread's context class loader holds it")
    void contextLoader() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<WeakReference<Thread>> threads = new ArrayList<>();
        Gone plugin = use("", task -> {
            Thread thread = new Thread(() -> awaitUninterruptibly(end), "app-idle");
            thread.setContextClassLoader(task.getClass().getClassLoader());
            thread.start();
            threads.add(new WeakReference<>(thread));
        });

        assertPath(plugin, "thread \"app-idle\" -> Thread.contextClassLoader -> class loader of acme.weather");

        end.countDown();
        join(threads.get(0).get());
        plugin.assertCollected();
    }

    @Test
    @DisplayName("A value in another thread's ThreadLocal holds it")
    void threadLocal() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor(run -> new Thread(run, "app-pool"));
        try {
            Gone plugin = use("", task -> run(pool, () -> LOCAL.set(task)));

            assertPath(
                    plugin,
                    "thread \"app-pool\" -> Thread.threadLocals -> ThreadLocal$ThreadLocalMap.table -> [",
                    "ThreadLocal$ThreadLocalMap$Entry.value -> an instance of acme.weather.Task");

            run(pool, LOCAL::remove);
            plugin.assertCollected();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    @DisplayName("A shutdown hook holds it")
    void shutdownHook() {
        List<WeakReference<Thread>> hook = new ArrayList<>();
        Gone plugin = use("", task -> {
            Thread thread = new Thread(task, "acme-hook");
            Runtime.getRuntime().addShutdownHook(thread);
            hook.add(new WeakReference<>(thread));
        });

        assertPath(
                plugin,
                "static java.lang.ApplicationShutdownHooks.hooks -> IdentityHashMap.table -> [",
                "an instance of acme.weather.Task");

        Runtime.getRuntime().removeShutdownHook(hook.get(0).get());
        plugin.assertCollected();
    }

    @Test
    @DisplayName("A JDBC driver that is registered holds it")
    void jdbcDriver() {
        List<WeakReference<Class<?>>> type = new ArrayList<>();
        Path jar = Plugin.declaring("""
                        private static Driver driver = new Driver();
                        public void run() {
                            try {
                                java.sql.DriverManager.registerDriver(driver);
                            } catch (java.sql.SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        public static void undo() throws Exception { java.sql.DriverManager.deregisterDriver(driver); }
                        """)
                .requires("java.sql")
                .source("acme.weather.Driver", DriverSource.of("class Driver", ""))
                .jar(directory);
        Gone plugin = Plugin.use(jar, task -> {
            task.run();
            type.add(new WeakReference<>(task.getClass()));
        });

        assertPath(
                plugin,
                "static java.sql.DriverManager.registeredDrivers -> CopyOnWriteArrayList.array -> [0] -> DriverInfo.driver"
                        + " -> an instance of acme.weather.Driver -> class loader of acme.weather");

        invoke(method(type.get(0).get(), "undo"));
        plugin.assertCollected();
    }

    @Test
    @DisplayName("The cache of resource bundles holds it, though only softly")
    void resourceBundle() {
        List<WeakReference<Class<?>>> type = new ArrayList<>();
        Path jar = Plugin.declaring("""
                        public void run() { java.util.ResourceBundle.getBundle("acme.weather.Texts"); }
                        public static void undo() { java.util.ResourceBundle.clearCache(Task.class.getClassLoader()); }
                        """).source("acme.weather.Texts", """
                        public class Texts extends java.util.ListResourceBundle {
                            protected Object[][] getContents() { return new Object[][] {{"sun", "Sonne"}}; }
                        }
                        """).jar(directory);
        Gone plugin = Plugin.use(jar, task -> {
            task.run();
            type.add(new WeakReference<>(task.getClass()));
        });

        assertEquals(HeldPath.Strength.SOFT, held(plugin).strength());
        assertPath(plugin, "static java.util.ResourceBundle.cacheList -> ", "an instance of acme.weather.Texts");

        invoke(method(type.get(0).get(), "undo"));
        plugin.assertCollected();
    }

    @Test
    @DisplayName("A weak reference and a weak key hold nothing")
    void weak() {
        Gone plugin = use("", task -> {
            HELD.put("weak", new WeakReference<>(task));
            Map<Object, Object> map = new WeakHashMap<>();
            map.put(task, "a value");
            HELD.put("map", map);
        });

        plugin.assertCollected();
    }

    @Test
    @DisplayName("A weak key that is reached from its own value is held")
    void weakKeyHeldByItsValue() {
        Gone plugin = use("", task -> {
            Map<Object, Object> map = new WeakHashMap<>();
            map.put(task, List.of(task));
            HELD.put("map", map);
        });

        assertPath(plugin, "of key \"map\" -> WeakHashMap.table -> [", "WeakHashMap$Entry.value -> ");
    }

    @Test
    @DisplayName("A soft reference holds only if nothing does so strongly, a weak one never")
    void soft() {
        Gone plugin = use("", task -> {
            HELD.put("weak", new WeakReference<>(task));
            HELD.put("soft", new SoftReference<>(task));
            HELD.put("strong", List.of(List.of(List.of(List.of(task)))));
        });

        assertEquals(HeldPath.Strength.STRONG, held(plugin).strength());
        assertPath(plugin, "of key \"strong\"");
        HELD.remove("strong");
        HeldPath path = held(plugin);
        assertEquals(HeldPath.Strength.SOFT, path.strength());
        assertTrue(
                path.toString().contains("of key \"soft\" -> SoftReference.referent -> an instance"), path::toString);

        HELD.clear();
        plugin.assertCollected();
    }

    @Test
    @DisplayName("What has a finaliser is held by what refers to it, not by the JVM's list of such objects")
    void finaliser() {
        // An empty finaliser is none to the JVM.
        Path jar = Plugin.declaring("protected void finalize() { run(); } public void run() {}")
                .jar(directory);
        Gone plugin = Plugin.use(jar, task -> HELD.put("far", List.of(List.of(List.of(List.of(task))))));

        assertPath(plugin, "of key \"far\"");

        HELD.clear();
        plugin.assertCollected();
    }

    @Test
    @DisplayName("An object that waits for its finaliser is held by the finaliser")
    void finaliserThatHasNotRun() {
        try (Probe probe = new Probe()) {
            Path blocking = Plugin.declaring("""
                            protected void finalize() { Probe.awaitUninterruptibly("end"); }
                            public void run() {}
                            """).probe(probe).jar(directory, "blocking.jar");
            Plugin.use(blocking, task -> {});
            for (int i = 0; i < 100 && probe.count("end") == 0; i++) {
                System.gc();
            }
            probe.awaitReached("end");
            Path jar = Plugin.declaring("protected void finalize() { run(); } public void run() {}")
                    .jar(directory);
            Gone plugin = Plugin.use(jar, task -> {});

            HeldPath path = held(plugin);
            assertEquals(HeldPath.Strength.FINALIZER, path.strength(), path::toString);
            assertTrue(
                    path.toString().contains("Finalizer.referent -> an instance of acme.weather.Task"), path::toString);

            probe.release("end");
            plugin.assertCollected();
        }
    }

    @Test
    @DisplayName("What only the value of a ClassValue holds is found, though no heap dump shows the whole way")
    void classValue() {
        Gone plugin = use("", task -> OF_CLASSES.get(Integer.class).add(task));

        HeldPath path = held(plugin);
        assertEquals(HeldPath.Strength.HIDDEN, path.strength(), path::toString);
        assertTrue(path.toString().contains("ClassValue$ClassValueMap"), path::toString);

        OF_CLASSES.remove(Integer.class);
        plugin.assertCollected();
    }

    @Test
    @DisplayName(
            "What only the class data of a hidden class holds is found, and what the plugin knows of itself is left out")
    void classData() {
        Path jar = Plugin.declaring("""
                        @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) @interface Mark {}
                        @Mark public static class Marked {}
                        public void run() { Marked.class.getAnnotations(); }
                        """).jar(directory);
        Gone plugin = Plugin.use(jar, task -> {
            task.run();
            HELD.put("x", hiddenWith(List.of(task)));
        });

        List<HeldPath> paths = plugin.paths();
        assertEquals(
                List.of(new HeldPath(
                        HeldPath.Strength.HIDDEN,
                        "an object that no other in the heap dump refers to,"
                                + " an instance of java.util.ImmutableCollections$List12",
                        List.of(
                                "ImmutableCollections$List12.e0",
                                "an instance of acme.weather.Task",
                                "class loader of acme.weather"))),
                paths);

        HELD.clear();
        plugin.assertCollected();
    }

    @Test
    @DisplayName("A local variable of the test holds it; the path names the method and the line")
    void localVariable() {
        Object[] local = new Object[1];
        try {
            Gone plugin = use("", task -> local[0] = task);

            assertPath(
                    plugin,
                    "a local variable of " + HeldPathTest.class.getName() + ".localVariable(HeldPathTest.java:");
        } finally {
            Reference.reachabilityFence(local);
        }
    }

    @Test
    @DisplayName("A captured variable of a lambda that is held holds it")
    void lambda() {
        Gone plugin = use("", task -> HELD.put("x", (Supplier<Object>) () -> task));

        assertPath(plugin, "of key \"x\" -> ", "-> an instance of acme.weather.Task");

        HELD.clear();
        plugin.assertCollected();
    }

    private Gone use(String statements, Consumer<Runnable> use) {
        return use(Plugin.running(statements).jar(directory), use);
    }

    private static Gone use(Path jar, Consumer<Runnable> use) {
        return Plugin.use(jar, use);
    }

    private static HeldPath held(Gone plugin) {
        return plugin.path().orElseThrow(() -> new AssertionError("no path"));
    }

    private static void assertPath(Gone plugin, String... parts) {
        String path = held(plugin).toString();
        int from = 0;
        for (String part : parts) {
            int at = path.indexOf(part, from);
            assertTrue(at >= 0, () -> "'" + part + "' in " + path);
            from = at;
        }
    }

    private static Class<?> hiddenWith(Object data) {
        try (InputStream bytes = Empty.class.getResourceAsStream("Empty.class")) {
            return MethodHandles.lookup()
                    .defineHiddenClassWithClassData(bytes.readAllBytes(), data, true)
                    .lookupClass();
        } catch (IOException | IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Thread started(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.start();
        return thread;
    }

    /** A separate method, so that no stack has the thread after it. */
    private static void join(Thread thread) throws InterruptedException {
        if (thread != null) {
            thread.join();
        }
    }

    private static void run(ExecutorService pool, Runnable task) {
        FutureTask<Void> done = new FutureTask<>(task, null);
        pool.execute(done);
        try {
            done.get();
            pool.submit(() -> {}).get(); // after that, the task is on no stack
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void set(Object friend, Object value) {
        try {
            friend.getClass().getField("friend").set(friend, value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    private static Method method(Class<?> type, String name) {
        try {
            return type.getMethod(name);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    private static void invoke(Method method) {
        try {
            method.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
