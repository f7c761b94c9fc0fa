package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Our loader and the JDK's, each over the same configuration, asked the same. */
@ParameterizedClass(name = "an automatic module: {0}")
@ValueSource(booleans = {false, true})
class LoaderParityTest {

    private static final List<String> CLASSES = List.of(
            "acme.x.X",
            "acme.x.internal.Hidden",
            "acme.x.NoSuchClass",
            "acme.versioned.Versioned",
            "acme.y.Y",
            "acme.y.internal.Secret",
            "acme.shared.Shared",
            "acme.shared.internal.Inner",
            "java.lang.String",
            "java.sql.Driver",
            "java.util.logging.Logger",
            "dev.pluginhost.plugin.Plugin",
            "dev.pluginhost.PluginHost",
            "sun.misc.Unsafe",
            "com.sun.tools.javac.Main",
            "no.such.Type",
            "Unpackaged",
            "[Lacme.x.X;",
            "acme/x/X",
            "");

    private static final List<String> RESOURCES = List.of(
            "acme/x/X.class",
            "acme/x/text.txt",
            "acme/x/internal/hidden.txt",
            "acme/x/open/open.txt",
            "acme/x/qualified/qualified.txt",
            "acme/x",
            "acme/x/",
            "acme/x/internal",
            "acme/x/internal/",
            "acme/versioned/versioned.txt",
            "acme/versioned/Versioned.class",
            "acme/not-a-package/data.txt",
            "root.txt",
            "everywhere.txt",
            "META-INF/everywhere.txt",
            "META-INF/MANIFEST.MF",
            "META-INF/services/acme.x.X",
            "META-INF/versions/11/acme/versioned/versioned.txt",
            "module-info.class",
            "acme/y/y.txt",
            "acme/y/Y.class",
            "acme/shared/Shared.class",
            "java/lang/String.class",
            "/root.txt",
            "acme/../root.txt",
            "acme//x/text.txt",
            "nothing.txt",
            "odd names/a b%c#d?e;f&g+h'i.txt",
            "odd names/\u00fcber-\u65e5\u672c.txt",
            "");

    @TempDir
    static Path directory;

    private static Path shared;
    private static Path required;

    /** An automatic module reads every module there is, so the two have little in common for a loader. */
    @Parameter
    private boolean automatic;

    private final Layers layers = new Layers();
    private PluginLayer ours;
    private ModuleLayer theirs;

    @BeforeAll
    static void compile() {
        shared = PluginSource.module("acme.shared")
                .exports("acme.shared")
                .source("acme.shared.Shared", "public class Shared {}")
                .source("acme.shared.internal.Inner", "public class Inner {}")
                .jar(directory.resolve("shared"));
        required = PluginSource.module("acme.y")
                .requires("transitive acme.shared")
                .exports("acme.y")
                .source("acme.y.Y", "public class Y {}")
                .source("acme.y.internal.Secret", "public class Secret {}")
                .resource("acme/y/y.txt", "y")
                .compiledAgainst(shared)
                .jar(directory.resolve("y"));
        content(PluginSource.module("acme.x"))
                .requires("acme.y", "java.sql")
                .exports("acme.x")
                .declares("opens acme.x.open; opens acme.x.qualified to acme.y; opens acme.versioned")
                .compiledAgainst(required, shared)
                .jar(directory.resolve("false"), "x.jar");
        content(PluginSource.automatic("acme.x").automaticModuleName("acme.x")).jar(directory.resolve("true"), "x.jar");
    }

    @BeforeEach
    void defineTheSameTwice() throws IOException {
        PluginLayer sharedLayer = layers.define(shared);
        PluginLayer requiredLayer = layers.define(required, sharedLayer);
        ours = layers.define(directory.resolve(automatic + "/x.jar"), requiredLayer);
        theirs = Layers.definedByJdk(ours);
    }

    private static PluginSource content(PluginSource plugin) {
        return plugin.source("acme.x.X", "public class X {}")
                .source("acme.x.internal.Hidden", "public class Hidden {}")
                .source("acme.x.open.Open", "public class Open {}")
                .source("acme.x.qualified.Qualified", "public class Qualified {}")
                .source("acme.versioned.Versioned", "public class Versioned { int old; }")
                .multiRelease(11, "acme.versioned.Versioned", "public class Versioned { int recent; }")
                .resource("acme/versioned/versioned.txt", "old")
                .resource("META-INF/versions/11/acme/versioned/versioned.txt", "recent")
                .service("acme.x.X", "acme.x.X")
                .resource("acme/x/text.txt", "text")
                .resource("acme/x/internal/hidden.txt", "hidden")
                .resource("acme/x/open/open.txt", "open")
                .resource("acme/x/qualified/qualified.txt", "qualified")
                .resource("acme/not-a-package/data.txt", "data")
                .resource("odd names/a b%c#d?e;f&g+h'i.txt", "odd")
                .resource("odd names/\u00fcber-\u65e5\u672c.txt", "unicode")
                .resource("root.txt", "root")
                .resource("META-INF/everywhere.txt", "in x");
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static List<String> own() {
        return List.of("acme.x.X", "acme.versioned.Versioned");
    }

    private ClassLoader jdkLoader() {
        return theirs.findLoader("acme.x");
    }

    private static void assertAlike(Stream<Executable> checks) {
        assertAll(checks);
    }

    @Test
    @DisplayName("Every class is found or not as the JDK finds it")
    void classes() {
        assertAlike(CLASSES.stream()
                .map(name -> () -> assertEquals(
                        describe(name, jdkLoader(), theirs), describe(name, ours.loader(), ours.layer()), name)));
    }

    @Test
    @DisplayName("Every class of a module is found by module as the JDK finds it")
    void classesOfModules() {
        assertAlike(theirs.modules().stream()
                .map(Module::getName)
                .flatMap(module -> CLASSES.stream()
                        .map(name -> () -> assertEquals(
                                describe(Class.forName(theirs.findModule(module).orElseThrow(), name), theirs),
                                describe(
                                        Class.forName(
                                                ours.layer().findModule(module).orElseThrow(), name),
                                        ours.layer()),
                                module + "/" + name))));
    }

    @Test
    @DisplayName("Every resource is found or encapsulated as the JDK does it")
    void resources() {
        assertAlike(RESOURCES.stream()
                .map(name -> () -> assertEquals(
                        text(jdkLoader().getResource(name)), text(ours.loader().getResource(name)), name)));
    }

    @Test
    @DisplayName("All resources of a name are found in their modules and the application")
    void allResources() {
        assertAlike(RESOURCES.stream()
                .map(name -> () -> assertEquals(sorted(jdkLoader(), name), sorted(ours.loader(), name), name)));
    }

    @Test
    @DisplayName("Every resource has the content the JDK reads")
    void contents() {
        assertAlike(RESOURCES.stream()
                .filter(name -> !name.isEmpty())
                .map(name -> () -> assertEquals(
                        content(jdkLoader().getResourceAsStream(name)),
                        content(ours.loader().getResourceAsStream(name)),
                        name)));
    }

    @Test
    @DisplayName("Every resource of a module is read through the module as the JDK reads it")
    void throughModules() {
        assertAlike(theirs.modules().stream()
                .map(Module::getName)
                .flatMap(module -> RESOURCES.stream()
                        .filter(name -> !name.isEmpty())
                        .map(name -> () -> assertEquals(
                                content(theirs.findModule(module).orElseThrow().getResourceAsStream(name)),
                                content(ours.layer()
                                        .findModule(module)
                                        .orElseThrow()
                                        .getResourceAsStream(name)),
                                module + "/" + name))));
    }

    @Test
    @DisplayName("Every resource is read from a class as the JDK reads it")
    void fromClasses() throws ReflectiveOperationException {
        Class<?> our = ours.loader().loadClass("acme.x.X");
        Class<?> their = jdkLoader().loadClass("acme.x.X");
        assertAlike(RESOURCES.stream()
                .map(name -> () ->
                        assertEquals(text(their.getResource("/" + name)), text(our.getResource("/" + name)), name)));
    }

    @Test
    @DisplayName("Packages are those of the JDK's loader")
    void packages() throws ReflectiveOperationException {
        for (String name : own()) {
            Package our = ours.loader().loadClass(name).getPackage();
            Package their = jdkLoader().loadClass(name).getPackage();
            assertEquals(their.toString(), our.toString());
            assertEquals(their.isSealed(), our.isSealed());
            assertEquals(our, ours.loader().getDefinedPackage(their.getName()));
        }
        assertEquals(
                names(jdkLoader().getDefinedPackages()), names(ours.loader().getDefinedPackages()));
    }

    @Test
    @DisplayName("Code sources name the same place as those of the JDK's loader")
    void codeSources() throws ReflectiveOperationException {
        for (String name : own()) {
            assertEquals(
                    jdkLoader().loadClass(name).getProtectionDomain().getCodeSource(),
                    ours.loader().loadClass(name).getProtectionDomain().getCodeSource());
        }
    }

    @Test
    @DisplayName("Modules read, export and open the same as those of the JDK")
    void modules() {
        for (Module their : theirs.modules()) {
            Module our = ours.layer().findModule(their.getName()).orElseThrow();
            assertEquals(their.getDescriptor(), our.getDescriptor());
            for (String name : their.getPackages()) {
                assertEquals(their.isExported(name), our.isExported(name), name);
                assertEquals(their.isOpen(name), our.isOpen(name), name);
                for (Module other : theirs.modules()) {
                    Module ourOther = ours.layer().findModule(other.getName()).orElseThrow();
                    assertEquals(their.isExported(name, other), our.isExported(name, ourOther), name);
                    assertEquals(their.isOpen(name, other), our.isOpen(name, ourOther), name);
                    assertEquals(their.canRead(other), our.canRead(ourOther));
                }
            }
        }
    }

    private static String describe(String name, ClassLoader loader, ModuleLayer layer) {
        try {
            return describe(loader.loadClass(name), layer);
        } catch (ClassNotFoundException e) {
            return e.toString();
        }
    }

    private static String describe(Class<?> type, ModuleLayer layer) {
        if (type == null) {
            return "none";
        }
        Module module = type.getModule();
        boolean own = module.getLayer() == layer;
        return type.getName() + " of " + module.getName()
                + (own ? " in this layer" : " by " + type.getClassLoader() + " in " + System.identityHashCode(module))
                + Arrays.stream(type.getDeclaredFields())
                        .map(Objects::toString)
                        .sorted()
                        .toList();
    }

    private static String text(URL url) {
        return String.valueOf(url);
    }

    private static List<String> sorted(ClassLoader loader, String name) throws IOException {
        List<String> urls = new ArrayList<>();
        Collections.list(loader.getResources(name)).forEach(url -> urls.add(text(url)));
        Collections.sort(urls);
        return urls;
    }

    private static String content(InputStream in) throws IOException {
        if (in == null) {
            return "none";
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Set<String> names(Package[] packages) {
        TreeSet<String> names = new TreeSet<>();
        for (Package defined : packages) {
            names.add(defined.getName());
        }
        return names;
    }
}
