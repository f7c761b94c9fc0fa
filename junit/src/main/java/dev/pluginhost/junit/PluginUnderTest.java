package dev.pluginhost.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests the plugin of this project in a real host. Before each test, a host starts and imports the plugin. The plugin is what the project has
 * compiled ({@code target/classes}), with its runtime dependencies as private libraries. After each test, the host unloads the plugin and is
 * closed, and the plugin must be collected: else the test fails and shows what holds it.
 *
 * <pre>{@code
 * @PluginUnderTest
 * class WeatherPluginTest {
 *     @Test
 *     void givesAForecast(Forecast forecast) { // a service of the plugin
 *         assertEquals("sunny", forecast.tomorrow());
 *     }
 * }
 * }</pre>
 *
 * <p><b>What is injected.</b> Parameters of test methods, {@code @BeforeEach} and {@code @AfterEach} methods, and fields that are neither final
 * nor set: {@link dev.pluginhost.PluginHost}, {@link dev.pluginhost.ImportedModule}, a type of which the plugin provides one service, or a
 * {@link java.util.List} of such a type for all services. Fields and parameters with an annotation are left to others, and so are services as
 * parameters of parameterized tests. After the test, the fields that were injected are cleared. If the plugin is still held then, all fields
 * without an annotation are cleared, provided that each test has an instance of its own.
 *
 * <p><b>What the plugin consists of.</b> The directories that the project has compiled, and its dependencies of the scopes {@code compile} and
 * {@code runtime} with what they bring, without what dependencies of the scope {@code provided} bring. These come from
 * {@code target/pluginhost/development.properties} if the PluginHost Maven plugin has written it after the last change of the POM. Otherwise
 * they are worked out from the POM and the path that the test runs with. With other build tools, use {@link #libraries} or {@link #parts}.
 *
 * <p><b>What the application offers.</b> In the test, the application is everything else on the class path or module path: the API of scope
 * {@code provided}, the classes and dependencies of the tests. A service type that is in the plugin itself is another type in the test, so it
 * cannot be injected.
 *
 * <p>Works with the class path and the module path of Maven Surefire as they are, and in an IDE. It also applies to nested test classes.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(PluginExtension.class)
public @interface PluginUnderTest {

    /** How long a host lives. */
    enum Life {
        /** From before a test until after it. */
        TEST,
        /** From before the first test of a class until after the last one; fields that are static are injected, too. */
        CLASS
    }

    /**
     * The name of the plugin's module.
     *
     * @return the name; by default it is that of its declaration, else that of the manifest or of the POM, else the one that the JDK derives
     *     from the name of the jar
     */
    String value() default "";

    /**
     * What the plugin consists of, if it is not what the project has compiled: directories and jars. Relative paths begin at the project's
     * directory; <code>${name}</code> stands for a system property.
     *
     * @return the paths, as with {@code PluginHost.Builder.plugin}
     */
    String[] parts() default {};

    /**
     * The private libraries among the jars that the test runs with, by the names of their files, such as {@code gson-*.jar}. Use it where the
     * build tool has no POM that says it, as with Gradle.
     *
     * @return the names, with {@code *} for any text
     */
    String[] libraries() default {};

    /**
     * Other plugins: jars, exploded modules, bundles or directories of these. Relative paths begin at the project's directory;
     * <code>${name}</code> stands for a system property.
     *
     * @return the paths, as with {@code PluginHost.Builder.plugins}
     */
    String[] plugins() default {};

    /**
     * Further settings of the host.
     *
     * @return a class with a constructor without parameters
     */
    Class<? extends HostSettings> settings() default HostSettings.class;

    /**
     * How long a host lives.
     *
     * @return by default, each test has a host of its own
     */
    Life life() default Life.TEST;

    /**
     * Whether the plugin is imported before the test. Otherwise, it is imported when a test asks for {@link dev.pluginhost.ImportedModule} or
     * imports it, and its services are not injected. Use it to test that an import fails.
     *
     * @return by default, it is imported
     */
    boolean imported() default true;

    /**
     * Whether the plugin must be collected after it was unloaded. A test that fails for another reason is not checked.
     *
     * @return by default, it must be collected
     */
    boolean collected() default true;

    /**
     * How long to wait for that, in seconds, before the extension looks for what holds the plugin.
     *
     * @return at least 0; 10 by default
     */
    int collectionSeconds() default 10;
}
