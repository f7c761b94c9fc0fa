package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The libraries of a bundle are a class path:")
class LibrariesTest extends HostFixture {

    @TempDir
    Path temp;

    /** Libraries to be put into the bundle. */
    private final List<Path> jars = new ArrayList<>();

    private Path libraries;

    @BeforeEach
    void makeDirectory() throws IOException {
        libraries = Files.createDirectory(temp.resolve("libraries"));
    }

    @AfterEach
    void restoreContextLoader() {
        Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }

    private Path library(PluginSource source, String file) {
        Path jar = source.jar(libraries, file);
        jars.add(jar);
        return jar;
    }

    private Path library(PluginSource source) {
        return library(source, source.name() + "-1.0.jar");
    }

    private static PluginSource plain(String type, String members) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return PluginSource.automatic(simple.toLowerCase(java.util.Locale.ROOT))
                .source(type, "public class " + simple + " { " + members + " }");
    }

    private static String text(String value) {
        return "public static String text() { return " + value + "; }";
    }

    /** A plugin that answers what statements say. */
    private static PluginSource asking(String statements, String... requires) {
        return PluginSource.module("acme.p")
                .requires(requires)
                .declares("provides java.util.concurrent.Callable with acme.p.Ask;")
                .source("acme.p.Ask", """
                        public class Ask implements java.util.concurrent.Callable<Object> {
                            @Override public Object call() throws Exception { %s }
                            static Object text(String type) throws Exception {
                                return Class.forName(type).getMethod("text").invoke(null);
                            }
                        }""".formatted(statements));
    }

    /** Puts the libraries beside a plugin that is compiled against some of them, or against what looks like them. */
    private Path bundle(PluginSource plugin, Path... against) throws IOException {
        Path bundle = Files.createDirectory(plugins.resolve("acme.p-1.0"));
        plugin.compiledAgainst(against).jar(bundle, "acme.p-1.0.jar");
        for (Path jar : jars) {
            Files.copy(jar, bundle.resolve(jar.getFileName().toString()));
        }
        return bundle;
    }

    private Object ask(PluginSource plugin, Path... against) throws Exception {
        bundle(plugin, against);
        PluginHost host = host();
        assertEquals(
                List.of(),
                host.check().stream()
                        .filter(problem -> problem.severity() != Problem.Severity.NOTE)
                        .toList());
        return host.importModule("acme.p").services(Callable.class).get(0).call();
    }

    @Test
    @DisplayName("two jars have a package, and see what is package-private in it")
    void splitPackage() throws Exception {
        PluginSource one = PluginSource.automatic("one")
                .source("com.same.One", "class One { static String say() { return \"one\"; } }");
        library(one);
        library(plain("com.same.Two", text("One.say()"))
                .source("com.same.One", "class One { static String say() { return \"\"; } }")
                .without("com.same.One"));
        Path other = plain("com.other.Two", "").jar(temp, "two-1.0.jar");
        assertEquals("one", ask(asking("return text(\"com.same.Two\");", "one", "two"), jars.get(0), other));
    }

    @Test
    @DisplayName("a jar has a package of the JDK: the JDK's is used")
    void packageOfTheJdk() throws Exception {
        PluginSource copy = plain("com.lib.User", text("String.valueOf(org.w3c.dom.Node.class.getModule())"));
        for (String type : List.of("org.w3c.dom.Node", "java.util.Mine")) {
            copy = copy.resource(type.replace('.', '/') + ".class", compiled(type, ""));
        }
        library(copy);
        assertEquals("module java.xml", ask(asking("return text(\"com.lib.User\");")));
    }

    @Test
    @DisplayName("two jars are one module, which the plugin requires")
    void twins() throws Exception {
        library(plain("com.first.First", text("\"first\"")).automaticModuleName("com.twin"));
        library(plain("com.second.Second", text("\"second\"")).automaticModuleName("com.twin"));
        Path both = plain("com.first.First", text("\"\""))
                .source("com.second.Second", "public class Second { " + text("\"\"") + " }")
                .automaticModuleName("com.twin")
                .jar(temp);
        assertEquals(
                "firstsecond",
                ask(asking("return com.first.First.text() + com.second.Second.text();", "com.twin"), both));
    }

    @Test
    @DisplayName("no module name can be made of the name of a jar, or it has a class in the unnamed package")
    void noModule() throws Exception {
        library(plain("com.spec.Spec", text("\"spec\"")), "spec-api_1.2_spec-1.0.jar");
        library(plain("com.top.Above", "").resource("Top.class", compiled("Top", text("\"top\""))), "top.jar");
        assertEquals("spectop", ask(asking("return text(\"com.spec.Spec\") + \"\" + text(\"Top\");")));
    }

    @Test
    @DisplayName(
            "a services file names what another jar has; and the declaration of a library is where a provider is named alone")
    void services() throws Exception {
        String implementation = "implements com.api.Api { public String get() { return \"%s\"; } }";
        library(PluginSource.automatic("api")
                .source("com.api.Api", "public interface Api { String get(); }")
                .source("com.api.Finder", """
                        public class Finder {
                            public static String text() {
                                return java.util.stream.Stream.of(
                                                java.util.ServiceLoader.load(Api.class),
                                                java.util.ServiceLoader.load(Api.class, Api.class.getClassLoader()))
                                        .map(loader -> loader.stream().map(each -> each.get().get()).sorted().toList())
                                        .toList().toString();
                            }
                        }"""));
        Path api = jars.get(0);
        library(PluginSource.automatic("impl")
                .compiledAgainst(api)
                .source("com.impl.Impl", "public class Impl " + implementation.formatted("listed")));
        library(PluginSource.automatic("naming").resource("META-INF/services/com.api.Api", "com.impl.Impl"));
        library(PluginSource.module("com.declared")
                .requires("api")
                .compiledAgainst(api)
                .declares("provides com.api.Api with com.declared.Declared;")
                .source("com.declared.Declared", "public class Declared " + implementation.formatted("declared")));
        PluginSource plugin = asking("""
                        Thread.currentThread().setContextClassLoader(Ask.class.getClassLoader());
                        String own = java.util.ServiceLoader.load(com.api.Api.class).stream()
                                .map(each -> each.get().get()).sorted().toList().toString();
                        return own + com.api.Finder.text();""", "api")
                .declares("uses com.api.Api; provides com.api.Api with acme.p.Own;")
                .source("acme.p.Own", "public class Own " + implementation.formatted("own"));
        String all = "[declared, listed, own]";
        assertEquals(all + "[" + all + ", " + all + "]", ask(plugin, api));
    }

    @Test
    @DisplayName("a declared provider that a class path cannot make is not found, and does not spoil the look-up")
    void providerMethod() throws Exception {
        library(PluginSource.automatic("api").source("com.api.Api", "public interface Api { String get(); }"));
        Path api = jars.get(0);
        library(PluginSource.module("com.declared")
                .requires("api")
                .compiledAgainst(api)
                .declares("provides com.api.Api with com.declared.Factory, com.declared.Made, com.declared.Stale;")
                .source(
                        "com.declared.Factory",
                        "public class Factory { public static com.api.Api provider() { return () -> \"factory\"; } }")
                .source(
                        "com.declared.Made",
                        "public class Made implements com.api.Api { public String get() { return \"made\"; } }")
                .source(
                        "com.declared.Stale",
                        "public class Stale implements com.api.Api { public String get() { return null; } }")
                .without("com.declared.Stale"));
        PluginSource plugin = asking("""
                        return java.util.ServiceLoader.load(com.api.Api.class, Ask.class.getClassLoader()).stream()
                                .map(each -> each.get().get()).toList();""", "api").declares("uses com.api.Api;");
        assertEquals(List.of("made"), ask(plugin, api));
    }

    @Test
    @DisplayName("a class or resource that is not there does not open a jar again")
    void missing() throws Exception {
        library(plain("com.lib.Lib", text("\"lib\"")).resource("data.txt", "data"));
        library(plain("com.second.Second", text("\"second\"")));
        Path bundle = bundle(PluginSource.module("acme.p"));
        ClassLoader loader = host(builder -> builder.openFiles(1))
                .importModule("acme.p")
                .module()
                .getClassLoader();
        assertTrue(loader.getResource("com/second").toString().contains("second-1.0.jar!/com/second"));
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "com.lib.Nope",
                    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.lib.Nope"))
                            .getMessage());
            assertNull(loader.getResource("nope.txt"));
            assertTrue(loader.getResource("data.txt").toString().contains("lib-1.0.jar!/data.txt"));
            Files.deleteIfExists(bundle.resolve("second-1.0.jar")); // which is closed now
        }
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.second.Second"));
    }

    @Test
    @DisplayName("a class in a package that no module can have, and one for this Java, are found")
    void anyPackage() throws Exception {
        library(plain("com.lib.Lib", text("\"base\""))
                .resource("com/lib/native/C.class", "no class")
                .manifest("Multi-Release", "true")
                .resource("META-INF/versions/9/com/only/Lib.txt", "9"));
        bundle(PluginSource.module("acme.p"));
        ClassLoader loader = host().importModule("acme.p").module().getClassLoader();
        assertThrows(ClassFormatError.class, () -> loader.loadClass("com.lib.native.C"));
        assertTrue(loader.getResource("com/only/Lib.txt").toString().endsWith("versions/9/com/only/Lib.txt"));
    }

    @Test
    @DisplayName("the resource of a class is that of the class which is used: the JDK's, or another plugin's")
    void resourceOfTheClass() throws Exception {
        library(plain("com.lib.User", "")
                .resource("org/w3c/dom/Node.class", compiled("org.w3c.dom.Node", ""))
                .resource("org/w3c/dom/node.txt", "text"));
        Path other = PluginSource.module("com.shared")
                .exports("com.shared")
                .source("com.shared.Shared", "public class Shared { " + text("\"plugin\"") + " }")
                .jar(plugins);
        library(plain("com.shared.Shared", text("\"library\"")), "copy-1.0.jar");
        bundle(PluginSource.module("acme.p").requires("com.shared"), other);
        ImportedModule plugin = host().importModule("acme.p");
        ClassLoader loader = plugin.module().getClassLoader();
        assertEquals("jrt", loader.getResource("org/w3c/dom/Node.class").getProtocol());
        assertEquals(
                loader.getResource("org/w3c/dom/Node.class"),
                loader.getResources("org/w3c/dom/Node.class").nextElement());
        assertTrue(loader.getResource("org/w3c/dom/node.txt").toString().contains("user-1.0.jar"));
        assertTrue(loader.getResource("com/shared/Shared.class").toString().contains("com.shared"));
        assertEquals(
                "plugin",
                loader.loadClass("com.shared.Shared").getMethod("text").invoke(null));
        assertNull(Class.forName(loader.getUnnamedModule(), "com.shared.Shared"));
        assertEquals(
                "plugin",
                loader.loadClass("com.shared.Shared").getMethod("text").invoke(null));
    }

    @Test
    @DisplayName("a declared library requires what nobody has")
    void requiresNothingThere() throws Exception {
        Path gone = PluginSource.module("com.gone")
                .exports("com.gone")
                .source("com.gone.G", "public class G {}")
                .jar(temp);
        library(PluginSource.module("com.lib")
                .requires("transitive com.gone", "transitive java.sql")
                .exports("com.lib")
                .source("com.lib.Lib", "public class Lib { " + text("\"lib\"") + " }")
                .compiledAgainst(gone));
        PluginSource plugin = asking("return com.lib.Lib.text() + java.sql.Types.INTEGER;", "com.lib");
        assertEquals("lib4", ask(plugin, jars.get(0), gone));
    }

    @Test
    @DisplayName("declared libraries require each other in a circle")
    void circle() throws Exception {
        PluginSource one = PluginSource.module("com.one")
                .exports("com.one")
                .source("com.one.One", "public class One { " + text("\"one\"") + " }");
        Path withoutTwo = one.jar(temp);
        PluginSource two = PluginSource.module("com.two")
                .requires("transitive com.one")
                .compiledAgainst(withoutTwo)
                .exports("com.two")
                .source(
                        "com.two.Two",
                        "public class Two { public static String text() { return com.one.One.text(); } }");
        Path empty = PluginSource.module("com.two").jar(temp, "empty.jar");
        library(one.requires("transitive com.two").compiledAgainst(empty));
        library(two);
        assertEquals("one", ask(asking("return com.two.Two.text();", "com.one", "com.two"), withoutTwo, jars.get(1)));
    }

    @Test
    @DisplayName("libraries reach each other reflectively, and resources that their declarations would encapsulate")
    void reflection() throws Exception {
        library(plain("com.plain.Hidden", "private static String secret = \"secret\";")
                .resource("com/plain/internal/data.txt", "plain"));
        library(PluginSource.module("com.reaching")
                .source("com.reaching.internal.Other", "class Other {}")
                .resource("com/reaching/internal/data.txt", "data")
                .source("com.reaching.Reach", """
                        public class Reach {
                            public static String text() throws Exception {
                                Class<?> hidden = Class.forName("com.plain.Hidden");
                                Object secret = java.lang.invoke.MethodHandles
                                        .privateLookupIn(hidden, java.lang.invoke.MethodHandles.lookup())
                                        .findStaticVarHandle(hidden, "secret", String.class).get();
                                var data = hidden.getResource("/com/reaching/internal/data.txt");
                                return secret + new String(data.openStream().readAllBytes());
                            }
                        }"""));
        assertEquals("secretdata", ask(asking("return text(\"com.reaching.Reach\");")));
    }

    @Test
    @DisplayName("what the plugin opens or exports to a library by name, the libraries reach")
    void opened() throws Exception {
        library(PluginSource.module("com.binder").source("com.binder.Binder", """
                public class Binder {
                    public static String text() throws Exception {
                        var field = Class.forName("acme.p.dto.Dto").getDeclaredField("value");
                        field.setAccessible(true);
                        return String.valueOf(field.get(null));
                    }
                }"""));
        PluginSource plugin = asking("return text(\"com.binder.Binder\");", "com.binder")
                .source("acme.p.dto.Dto", "class Dto { private static String value = \"bound\"; }");
        assertEquals("bound", ask(plugin.declares("opens acme.p.dto to com.binder;"), jars.get(0)));
    }

    @Test
    @DisplayName("what the plugin does not open to them, they do not reach")
    void notOpened() throws Exception {
        library(plain("com.binder.Binder", """
                public static String text() throws Exception {
                    try {
                        var field = Class.forName("acme.p.dto.Dto").getDeclaredField("value");
                        field.setAccessible(true);
                        return "reached";
                    } catch (java.lang.reflect.InaccessibleObjectException e) {
                        return "refused";
                    }
                }"""));
        PluginSource plugin = asking("return text(\"com.binder.Binder\");")
                .source("acme.p.dto.Dto", "class Dto { private static String value = \"bound\"; }");
        assertEquals("refused", ask(plugin));
    }

    @Test
    @DisplayName("a declaration is broken, or for a later Java: its name counts")
    void declarations() throws Exception {
        library(plain("com.broken.Broken", text("\"broken\"")).resource("module-info.class", "no class file"));
        Path later = library(PluginSource.module("com.later")
                .version("3")
                .exports("com.later")
                .source("com.later.Later", "public class Later { " + text("\"later\"") + " }"));
        PluginSource plugin = asking("return text(\"com.broken.Broken\") + com.later.Later.text();", "com.later");
        bundle(plugin, later);
        try (FileSystem jar = FileSystems.newFileSystem(
                plugins.resolve("acme.p-1.0").resolve(later.getFileName().toString()))) {
            byte[] declaration = Files.readAllBytes(jar.getPath("module-info.class"));
            declaration[7] = 120;
            Files.write(jar.getPath("module-info.class"), declaration);
        }
        assertEquals(
                "brokenlater",
                host().importModule("acme.p").services(Callable.class).get(0).call());
    }

    @Test
    @DisplayName("of two versions of a jar the higher one is used, and a package has the versions of its manifest")
    void versions() throws Exception {
        for (String version : List.of("9.1", "10.0")) {
            library(
                    plain(
                                    "com.lib.Lib",
                                    text("Lib.class.getPackage().getImplementationVersion() + \"" + version + "\""))
                            .manifest("Implementation-Version", version),
                    "lib-" + version + ".jar");
        }
        assertEquals("10.010.0", ask(asking("return text(\"com.lib.Lib\");", "lib"), jars.get(0)));
    }

    @Test
    @DisplayName("a sealed package is one jar's")
    void sealed() throws Exception {
        library(plain("com.sealed.Sealed", text("\"sealed\"")).manifest("Sealed", "true"));
        library(plain("com.sealed.Second", text("\"second\"")));
        assertEquals("sealed refused", ask(asking("""
                String first = String.valueOf(text("com.sealed.Sealed"));
                try {
                    return text("com.sealed.Second");
                } catch (SecurityException e) {
                    return first + " refused";
                }""")));
    }

    @Test
    @DisplayName("the plugin is a module that a library extends in one of its packages")
    void packageOfThePlugin() throws Exception {
        library(plain("acme.p.Beside", text("String.valueOf(Beside.class.getModule())")));
        assertEquals("module acme.p", ask(asking("return text(\"acme.p.Beside\");")));
    }

    @Test
    @DisplayName("a plugin that requires the bundle's sees those that are required transitively, and no others")
    void passedOn() throws Exception {
        library(plain("com.open.Open", """
                public static Object read(Class<?> type) throws Exception {
                    var field = type.getDeclaredField("value");
                    field.setAccessible(true);
                    return field.get(null);
                }""").automaticModuleName("com.open"));
        library(plain("com.kept.Kept", text("\"kept\"")).automaticModuleName("com.kept"));
        PluginSource plugin = PluginSource.module("acme.p")
                .requires("transitive com.open", "com.kept")
                .exports("acme.p")
                .source("acme.p.P", "public class P { public static com.kept.Kept kept() { return null; } }");
        Path bundle = bundle(plugin, jars.toArray(new Path[0]));
        PluginSource.module("acme.user")
                .requires("acme.p")
                .declares(
                        "provides java.util.concurrent.Callable with acme.user.User; opens acme.user.dto to com.open;")
                .source("acme.user.dto.Dto", "public class Dto { private static String value = \"bound\"; }")
                .source("acme.user.User", """
                        public class User implements java.util.concurrent.Callable<Object> {
                            @Override public Object call() throws Exception {
                                String kept = "";
                                try {
                                    acme.p.P.class.getMethod("kept").invoke(null);
                                    Class.forName("com.kept.Kept");
                                } catch (ClassNotFoundException e) {
                                    kept = " without " + e.getMessage();
                                }
                                return com.open.Open.read(acme.user.dto.Dto.class) + kept;
                            }
                        }""")
                .compiledAgainst(bundle)
                .jar(plugins);
        assertEquals(
                "bound without com.kept.Kept",
                host().importModule("acme.user").services(Callable.class).get(0).call());
    }

    @Test
    @DisplayName("a plugin requires another plugin and not the library of that name behind a third one")
    void hidden() throws Exception {
        PluginSource gson = PluginSource.module("com.lib")
                .exports("com.lib")
                .source("com.lib.Lib", "public class Lib { " + text("\"plugin\"") + " }");
        Path plugin = gson.jar(plugins);
        library(PluginSource.module("com.lib")
                .exports("com.lib")
                .source("com.lib.Lib", "public class Lib { " + text("\"library\"") + " }"));
        PluginSource user = PluginSource.module("acme.p")
                .requires("com.lib")
                .exports("acme.p")
                .source("acme.p.P", "public class P { public static String text() { return com.lib.Lib.text(); } }");
        Path bundle = bundle(user, jars.get(0));
        PluginSource.module("acme.user")
                .requires("acme.p", "com.lib")
                .declares("provides java.util.concurrent.Callable with acme.user.User;")
                .source("acme.user.User", """
                        public class User implements java.util.concurrent.Callable<Object> {
                            @Override public Object call() { return com.lib.Lib.text() + acme.p.P.text(); }
                        }""")
                .compiledAgainst(plugin, bundle.resolve("acme.p-1.0.jar"))
                .jar(plugins);
        assertEquals(
                "pluginlibrary",
                host().importModule("acme.user").services(Callable.class).get(0).call());
    }

    @Test
    @DisplayName("a native library lies beside them")
    void nativeLibrary() throws Exception {
        Path ofJdk = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("prefs"));
        assumeTrue(Files.exists(ofJdk));
        library(plain(
                "com.lib.Lib", "public static String text() { System.loadLibrary(\"acme\"); return \"loaded\"; }"));
        PluginSource plugin = asking("return text(\"com.lib.Lib\");");
        Files.copy(ofJdk, bundle(plugin).resolve(System.mapLibraryName("acme")));
        assertEquals(
                "loaded",
                host().importModule("acme.p").services(Callable.class).get(0).call());
    }

    @Test
    @DisplayName("a native library lies beside the only jar of a bundle")
    void nativeLibraryOfOneJar() throws Exception {
        Path ofJdk = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("prefs"));
        assumeTrue(Files.exists(ofJdk));
        PluginSource plugin = asking("System.loadLibrary(\"solo\"); return \"loaded\";");
        Files.copy(ofJdk, bundle(plugin).resolve(System.mapLibraryName("solo")));
        assertEquals(
                "loaded",
                host().importModule("acme.p").services(Callable.class).get(0).call());
    }

    @Test
    @DisplayName("nothing of them is left after an unload")
    void unload() throws Exception {
        library(plain("com.lib.Lib", text("\"lib\"")));
        bundle(asking("return com.lib.Lib.text();", "lib"), jars.get(0));
        PluginHost host = host();
        assertEquals(
                "lib",
                host.importModule("acme.p").services(Callable.class).get(0).call());
        UnloadReport report = host.unload("acme.p").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(report.isClean(), report::toString);
        if (OpenFiles.canBeCounted()) {
            assertEquals(0, OpenFiles.below(plugins));
        }
    }

    @Test
    @DisplayName("without a declared module, the plugin is the jar that the directory is named after")
    void automaticPlugin() throws Exception {
        library(plain("com.lib.Lib", text("String.valueOf(Lib.class.getModule().isNamed())")));
        library(plain("com.main.Main", text("com.lib.Lib.text()")).compiledAgainst(jars.get(0)), "com-main-2.1.jar");
        Path bundle = Files.createDirectory(plugins.resolve("com-main-2.1"));
        for (Path jar : jars) {
            Files.copy(jar, bundle.resolve(jar.getFileName().toString()));
        }
        ImportedModule plugin = host().importModule("com.main");
        Class<?> main = plugin.loadClass("com.main.Main");
        assertEquals("com.main", main.getModule().getName());
        assertEquals("false", main.getMethod("text").invoke(null));
        ClassLoader loader = main.getClassLoader();
        assertNull(loader.loadClass("com.lib.Lib").getModule().getLayer());
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.lib.Nope"));
    }

    /** The class file of a type that javac would not compile in a module, or in no package. */
    private byte[] compiled(String type, String members) throws IOException {
        Path sources = Files.createTempDirectory(temp, "sources");
        int dot = type.lastIndexOf('.');
        String simple = type.substring(dot + 1);
        Path source = sources.resolve(simple + ".java");
        Files.writeString(
                source,
                (dot < 0 ? "" : "package " + type.substring(0, dot) + "; ") + "public class " + simple + " { " + members
                        + " }");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-source",
                        "8",
                        "-target",
                        "8",
                        "-d",
                        sources.toString(),
                        source.toString());
        assertEquals(0, result);
        return Files.readAllBytes(sources.resolve(type.replace('.', '/') + ".class"));
    }
}
