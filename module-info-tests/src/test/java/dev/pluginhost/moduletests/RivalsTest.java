package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/comparison.md says of PF4J and Felix and names this test for. */
@DisplayName("The comparison is true for")
class RivalsTest {

    private static final Path[] LIBRARIES = Workshop.jars(Path.of(System.getProperty("pluginhost.rivals")));
    private static final String HIDDEN = "package acme.one.internal; public class Hidden {}";

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void makeWorkshop() {
        workshop = new Workshop(directory);
    }

    @Test
    @DisplayName("PF4J: the thread of a start, hidden packages, a broken version, futures")
    void pf4j() {
        plugin(
                "one",
                """
                Plugin-Id: one
                Plugin-Version: 1.0.0
                Plugin-Class: acme.one.One
                """,
                Map.of("acme/one/One.java", """
                package acme.one;

                public class One extends org.pf4j.Plugin {
                    @Override
                    public void start() {
                        System.out.println("started by " + Thread.currentThread().getName());
                    }
                }
                """, "acme/one/internal/Hidden.java", HIDDEN),
                workshop.plugins());
        plugin("two", """
                Plugin-Id: two
                Plugin-Version: 1.0.0
                Plugin-Dependencies: one
                """, Map.of("acme/two/Two.java", "package acme.two; public class Two {}"), workshop.plugins());
        plugin("one", """
                Plugin-Id: one
                Plugin-Version: 2.0.0
                Plugin-Class: acme.one.One
                """, Map.of("acme/one/One.java", """
                package acme.one;

                public class One extends org.pf4j.Plugin {
                    @Override
                    public void start() {
                        throw new IllegalStateException("broken");
                    }
                }
                """), directory.resolve("next"));

        assertEquals("""
                started by caller
                two sees acme.one.internal.Hidden
                beside the old one: PluginRuntimeException
                after the old one: 2.0.0 FAILED
                asynchronous: ClassNotFoundException""", run("""
                import java.nio.file.Path;
                import org.pf4j.DefaultPluginManager;
                import org.pf4j.PluginManager;

                public class Main {
                    public static void main(String[] args) throws Exception {
                        Thread.currentThread().setName("caller");
                        PluginManager manager = new DefaultPluginManager(Path.of("plugins"));
                        manager.loadPlugins();
                        manager.startPlugins();
                        System.out.println("two sees "
                                + manager.getPluginClassLoader("two").loadClass("acme.one.internal.Hidden").getName());
                        Path next = Path.of("next", "one.jar");
                        try {
                            manager.loadPlugin(next);
                        } catch (RuntimeException e) {
                            System.out.println("beside the old one: " + e.getClass().getSimpleName());
                        }
                        manager.unloadPlugin("one");
                        manager.loadPlugin(next);
                        try {
                            manager.startPlugin("one");
                        } catch (RuntimeException e) {
                            // its state is checked
                        }
                        System.out.println("after the old one: " + manager.getPlugin("one").getDescriptor().getVersion()
                                + " " + manager.getPlugin("one").getPluginState());
                        try {
                            Class.forName("org.pf4j.AsyncPluginManager");
                        } catch (ClassNotFoundException e) {
                            System.out.println("asynchronous: " + e.getClass().getSimpleName());
                        }
                    }
                }
                """));
    }

    @Test
    @DisplayName("Felix: the thread of a start, hidden packages, lazy bundles, version ranges, a broken version")
    void felix() {
        plugin(
                "one",
                """
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: one
                Bundle-Version: 1.0.0
                Bundle-ActivationPolicy: lazy
                Bundle-Activator: acme.one.One
                Import-Package: org.osgi.framework
                Export-Package: acme.one;version=1.0.0
                """,
                Map.of("acme/one/One.java", """
                package acme.one;

                public class One implements org.osgi.framework.BundleActivator {
                    public void start(org.osgi.framework.BundleContext context) {
                        System.out.println("started by " + Thread.currentThread().getName());
                    }

                    public void stop(org.osgi.framework.BundleContext context) {}
                }
                """, "acme/one/internal/Hidden.java", HIDDEN),
                workshop.plugins());
        plugin("two", """
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: two
                Bundle-Version: 1.0.0
                Require-Bundle: one
                """, Map.of("acme/two/Two.java", "package acme.two; public class Two {}"), workshop.plugins());
        plugin(
                "three",
                """
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: three
                Bundle-Version: 1.0.0
                Import-Package: acme.one;version="[2,3)"
                """,
                Map.of("acme/three/Three.java", "package acme.three; public class Three {}"),
                workshop.plugins());
        plugin("one", """
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: one
                Bundle-Version: 2.0.0
                Bundle-Activator: acme.one.One
                Import-Package: org.osgi.framework
                """, Map.of("acme/one/One.java", """
                package acme.one;

                public class One implements org.osgi.framework.BundleActivator {
                    public void start(org.osgi.framework.BundleContext context) {
                        throw new IllegalStateException("broken");
                    }

                    public void stop(org.osgi.framework.BundleContext context) {}
                }
                """), directory.resolve("next"));

        assertEquals("""
                lazy: waits
                started by caller
                on first use: active
                two does not see it
                out of range: BundleException
                updated: 2.0.0 not active""", run("""
                import java.io.InputStream;
                import java.nio.file.Files;
                import java.nio.file.Path;
                import java.util.Map;
                import org.apache.felix.framework.FrameworkFactory;
                import org.osgi.framework.Bundle;
                import org.osgi.framework.BundleContext;
                import org.osgi.framework.BundleException;
                import org.osgi.framework.Constants;
                import org.osgi.framework.launch.Framework;

                public class Main {
                    public static void main(String[] args) throws Exception {
                        Thread.currentThread().setName("caller");
                        Framework framework = new FrameworkFactory()
                                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, "felix-cache"));
                        framework.start();
                        BundleContext context = framework.getBundleContext();
                        Bundle one = context.installBundle(Path.of("plugins", "one.jar").toUri().toString());
                        Bundle two = context.installBundle(Path.of("plugins", "two.jar").toUri().toString());
                        Bundle three = context.installBundle(Path.of("plugins", "three.jar").toUri().toString());
                        one.start(Bundle.START_ACTIVATION_POLICY);
                        System.out.println("lazy: " + (one.getState() == Bundle.STARTING ? "waits" : "does not wait"));
                        two.start();
                        two.loadClass("acme.one.One");
                        System.out.println("on first use: " + (one.getState() == Bundle.ACTIVE ? "active" : "not active"));
                        try {
                            two.loadClass("acme.one.internal.Hidden");
                        } catch (ClassNotFoundException e) {
                            System.out.println("two does not see it");
                        }
                        try {
                            three.start();
                        } catch (BundleException e) {
                            System.out.println("out of range: " + e.getClass().getSimpleName());
                        }
                        try (InputStream next = Files.newInputStream(Path.of("next", "one.jar"))) {
                            one.update(next);
                        } catch (BundleException e) {
                            // its state is checked
                        }
                        System.out.println("updated: " + one.getVersion()
                                + (one.getState() == Bundle.ACTIVE ? " active" : " not active"));
                        framework.stop();
                        framework.waitForStop(0);
                    }
                }
                """));
    }

    private void plugin(String name, String manifest, Map<String, String> sources, Path target) {
        Map<String, String> files = new TreeMap<>(sources);
        files.put("MANIFEST.MF", manifest);
        workshop.buildPlain(name, files, target, Run.path(LIBRARIES));
    }

    private String run(String main) {
        workshop.buildPlain("main", Map.of("Main.java", main), directory.resolve("main"), Run.path(LIBRARIES));
        return Run.in(
                        directory,
                        Run.JAVA,
                        "--class-path",
                        Run.path(Run.path(LIBRARIES), directory.resolve("main") + "/*"),
                        "Main")
                .finished("the rival");
    }
}
