package dev.pluginhost.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a plugin, and of what else a test may put beside one: a named module, or a plain jar that becomes an
 * automatic one. Describe its content, then make it as a {@linkplain #jar(Path) jar} or an
 * {@linkplain #explodedIn exploded directory}, or as part of a {@link Bundle}.
 *
 * <pre>{@code
 * Path jar = PluginSource.plugin("acme.weather")
 *         .version("1.2.0")
 *         .requires("acme.core")
 *         .onStart("acme.core.Core.hello();")
 *         .compiledAgainst(coreJar)
 *         .jar(directory);
 * }</pre>
 *
 * <p>Every module that the running JVM has on its module path or its class path can be required without naming it.
 *
 * <p>Immutable: every method but those that make files returns a changed copy, so a fixture can be the start of several
 * others. Thread-safe. A method throws {@link IllegalArgumentException} for what a module cannot hold. Methods that make
 * files throw {@link CompilationFailure} if {@code javac} refuses the sources, and {@link UncheckedIOException} if a file
 * cannot be written.
 */
public final class PluginSource {

    static final int BASE = 0;

    static final String MODULE_INFO = "module-info";
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+(\\w+)");
    private static final Pattern REQUIRES =
            Pattern.compile("\\brequires\\s+(?:(?:transitive|static)\\s+)*([\\w.]+)\\s*;");

    private final String name;
    private final boolean automatic;
    private final List<String> declarations = new ArrayList<>();
    private final Map<Integer, Map<String, String>> types = new TreeMap<>();
    private final Map<String, byte[]> resources = new LinkedHashMap<>();
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, List<String>> services = new LinkedHashMap<>();
    private final Set<Path> compilePath = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final Map<String, Probe> probes = new LinkedHashMap<>();
    private @Nullable String version;
    private @Nullable Probe probe;
    private @Nullable String pluginType;
    private String start = "";
    private String stop = "";
    private boolean open;
    private int descriptorRelease = BASE;

    private PluginSource(String name, boolean automatic) {
        this.name = name;
        this.automatic = automatic;
    }

    private PluginSource(PluginSource other) {
        this(other.name, other.automatic);
        declarations.addAll(other.declarations);
        other.types.forEach((release, sources) -> types.put(release, new LinkedHashMap<>(sources)));
        resources.putAll(other.resources);
        manifest.putAll(other.manifest);
        other.services.forEach((service, providers) -> services.put(service, new ArrayList<>(providers)));
        compilePath.addAll(other.compilePath);
        leftOut.addAll(other.leftOut);
        probes.putAll(other.probes);
        version = other.version;
        probe = other.probe;
        pluginType = other.pluginType;
        start = other.start;
        stop = other.stop;
        open = other.open;
        descriptorRelease = other.descriptorRelease;
    }

    /**
     * A named module with nothing in it yet.
     *
     * @param name the module name
     * @return its sources
     */
    public static PluginSource module(String name) {
        return new PluginSource(name, false);
    }

    /**
     * A named module that provides a plugin, {@code <name>.Main}, which {@link #onStart} and {@link #onStop} fill. It
     * requires {@code dev.pluginhost}.
     *
     * @param name the module name
     * @return its sources
     */
    public static PluginSource plugin(String name) {
        return module(name).with(it -> it.pluginType = "Plugin");
    }

    /**
     * A plain jar without a module declaration. It is compiled in the unnamed module, against everything that the running
     * JVM has.
     *
     * @param name the name of the jar, from which the module system derives the name of the automatic module
     * @return its sources
     */
    public static PluginSource automatic(String name) {
        return new PluginSource(name, true);
    }

    /**
     * The version of the module: recorded in its declaration, and in those of modules that are compiled against it. It is
     * part of the jar's default name, which is the only version of an automatic module.
     *
     * @param version any text; the module system ignores one that it cannot parse
     * @return changed sources
     */
    public PluginSource version(String version) {
        return with(it -> it.version = version);
    }

    /**
     * Adds directives to the module declaration.
     *
     * @param directives the text between the braces
     * @return changed sources
     */
    public PluginSource declares(String directives) {
        onlyForModules("a declaration");
        String text = directives.strip();
        return with(it -> it.declarations.add(text.isEmpty() || text.endsWith(";") ? text : text + ";"));
    }

    /**
     * Adds {@code requires} directives to the module declaration.
     *
     * @param modules names of modules, each with {@code static} or {@code transitive} before it if needed
     * @return changed sources
     */
    public PluginSource requires(String... modules) {
        return eachDeclared("requires ", modules);
    }

    /**
     * Adds {@code exports} directives to the module declaration.
     *
     * @param packages names of packages, each with {@code to} and modules after it if needed
     * @return changed sources
     */
    public PluginSource exports(String... packages) {
        return eachDeclared("exports ", packages);
    }

    /**
     * Makes it an {@code open module}.
     *
     * @return changed sources
     */
    public PluginSource open() {
        onlyForModules("'open'");
        return with(it -> it.open = true);
    }

    /**
     * What the plugin does when it starts.
     *
     * @param statements the body of {@code Plugin.start}, with {@code context} in scope; may throw
     * @return changed sources
     */
    public PluginSource onStart(String statements) {
        onlyForPlugins();
        return with(it -> it.start = statements);
    }

    /**
     * What the plugin does when it stops.
     *
     * @param statements the body of {@code Plugin.stop}, with what {@code start} was given as {@code context}; may throw
     * @return changed sources
     */
    public PluginSource onStop(String statements) {
        onlyForPlugins();
        return with(it -> it.stop = statements);
    }

    /**
     * Has the plugin provided as an {@code EagerPlugin}.
     *
     * @return changed sources
     */
    public PluginSource eager() {
        onlyForPlugins();
        return with(it -> it.pluginType = "EagerPlugin");
    }

    /**
     * Has the plugin provided as a {@code BackgroundPlugin}.
     *
     * @return changed sources
     */
    public PluginSource background() {
        onlyForPlugins();
        return with(it -> it.pluginType = "BackgroundPlugin");
    }

    /**
     * Adds a compilation unit. The text may omit the package declaration.
     *
     * @param type the qualified name of its main type, or of its {@code package-info}
     * @param text its source
     * @return changed sources
     */
    public PluginSource source(String type, String text) {
        return source(BASE, type, text);
    }

    /**
     * Adds a compilation unit, named by its package declaration and the first type in it.
     *
     * @param text its source
     * @return changed sources
     */
    public PluginSource source(String text) {
        Matcher type = TYPE.matcher(COMMENT.matcher(text).replaceAll(" "));
        String declared = declaredPackage(text);
        if (declared == null || !type.find()) {
            throw new IllegalArgumentException(
                    "no package declaration or no type in this source of " + name + "; give the type's name:\n" + text);
        }
        return source(BASE, declared + "." + type.group(1), text);
    }

    /**
     * Adds a compilation unit that replaces the one of the same name on newer Java releases: the jar becomes a multi-release
     * jar. It is compiled for the running release.
     *
     * @param release the first release that it is for, 9 or later
     * @param type the qualified name of its main type
     * @param text its source
     * @return changed sources
     */
    public PluginSource multiRelease(int release, String type, String text) {
        requireVersioned(release);
        return source(release, type, text);
    }

    /**
     * Stores the module declaration for newer Java releases only, like libraries that also run on Java 8: the jar becomes a
     * multi-release jar.
     *
     * @param release the first release that sees the declaration, 9 or later
     * @return changed sources
     */
    public PluginSource declaredFrom(int release) {
        onlyForModules("a declaration");
        requireVersioned(release);
        return with(it -> it.descriptorRelease = release);
    }

    /**
     * Adds a resource.
     *
     * @param path its name, with slashes
     * @param text its content, stored as UTF-8
     * @return changed sources
     */
    public PluginSource resource(String path, String text) {
        return resource(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a resource.
     *
     * @param path its name, with slashes
     * @param content its content
     * @return changed sources
     */
    public PluginSource resource(String path, byte[] content) {
        byte[] copy = content.clone();
        return with(it -> it.resources.put(path, copy));
    }

    /**
     * Adds a main attribute to the manifest.
     *
     * @param attribute its name
     * @param value its value
     * @return changed sources
     */
    public PluginSource manifest(String attribute, String value) {
        return with(it -> it.manifest.put(attribute, value));
    }

    /**
     * Names the automatic module in the manifest.
     *
     * @param moduleName the name
     * @return changed sources
     */
    public PluginSource automaticModuleName(String moduleName) {
        return manifest("Automatic-Module-Name", moduleName);
    }

    /**
     * Adds providers of a service to {@code META-INF/services}; a named module {@linkplain #declares declares} them
     * instead.
     *
     * @param service the qualified name of the service type
     * @param providers the qualified names of the provider types
     * @return changed sources
     */
    public PluginSource service(String service, String... providers) {
        List<String> added = List.of(providers);
        return with(it ->
                it.services.computeIfAbsent(service, none -> new ArrayList<>()).addAll(added));
    }

    /**
     * Adds modules to what it is compiled against.
     *
     * @param artifacts jars, exploded modules, or directories of them, on any file system
     * @return changed sources
     */
    public PluginSource compiledAgainst(Path... artifacts) {
        List<Path> added = List.of(artifacts);
        return with(it -> it.compilePath.addAll(added));
    }

    /**
     * Omits a type that it is compiled with, so that code that uses it does not link.
     *
     * @param type the qualified name of a top-level type; its nested types go with it
     * @return changed sources
     */
    public PluginSource without(String type) {
        return with(it -> it.leftOut.add(type));
    }

    /**
     * Adds to each package that has sources a class {@code Probe}, through which its code talks to the test. See
     * {@link Probe}.
     *
     * @param probe the test's end
     * @return changed sources
     */
    public PluginSource probe(Probe probe) {
        return with(it -> it.probe = probe);
    }

    /**
     * Adds to one package a class {@code Probe}, through which its code talks to the test. See {@link Probe}.
     *
     * @param probe the test's end
     * @param packageName the package
     * @return changed sources
     */
    public PluginSource probe(Probe probe, String packageName) {
        return with(it -> it.probes.put(packageName, probe));
    }

    /**
     * Makes a jar called after the module and its version. A file of that name is replaced; code that has it open keeps the
     * old one.
     *
     * @param directory where; created if it is not there
     * @return the jar
     */
    public Path jar(Path directory) {
        return jar(directory, fileName());
    }

    /**
     * Makes a jar. A file of that name is replaced; code that has it open keeps the old one.
     *
     * @param directory where; created if it is not there
     * @param fileName the name of the jar
     * @return the jar
     */
    public Path jar(Path directory, String fileName) {
        return Jars.write(directory.resolve(fileName), bytes());
    }

    /**
     * Makes the content of a jar. The same sources give the same bytes.
     *
     * @return the jar
     */
    public byte[] bytes() {
        return Jars.bytes(jarEntries(classes()));
    }

    /**
     * Makes a directory of class files and resources, called after the module. Files already in it that are not part of the
     * fixture stay.
     *
     * @param directory where the directory is made, on any file system
     * @return the module's directory
     */
    public Path explodedIn(Path directory) {
        return Jars.explode(directory.resolve(name), entries(classes()));
    }

    /**
     * The name of the module, or of the jar of an automatic module.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The version of the module.
     *
     * @return the version, if it has one
     */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    boolean isAutomatic() {
        return automatic;
    }

    String fileName() {
        return name + version().map(text -> "-" + text).orElse("") + ".jar";
    }

    List<Path> compilePath() {
        return List.copyOf(compilePath);
    }

    Set<Integer> releases() {
        return types.keySet();
    }

    /** The names that its declaration requires. */
    Set<String> required() {
        Set<String> required = new LinkedHashSet<>();
        Matcher requires = REQUIRES.matcher(COMMENT.matcher(directives()).replaceAll(" "));
        while (requires.find()) {
            required.add(requires.group(1));
        }
        return required;
    }

    /** Every compilation unit as a given release sees it, by type. */
    Map<String, String> sourcesAt(int release) {
        Map<String, String> sources = new LinkedHashMap<>();
        if (!automatic) {
            sources.put(MODULE_INFO, declaration());
        }
        if (pluginType != null) {
            sources.put(mainType(), mainSource());
        }
        types.forEach((since, units) -> {
            if (since <= release) {
                sources.putAll(units);
            }
        });
        probesByPackage(sources.keySet()).forEach((packageName, of) -> {
            if (sources.putIfAbsent(packageName + ".Probe", of.source(packageName)) != null) {
                throw new IllegalArgumentException(
                        name + " has a type " + packageName + ".Probe itself; give it another name");
            }
        });
        return sources;
    }

    /** Whether a compilation unit belongs to a release and is not only compiled for another one. */
    boolean hasAt(int release, String type) {
        return release == BASE || types.getOrDefault(release, Map.of()).containsKey(type);
    }

    /** What goes into a jar, given the classes. */
    Map<String, byte[]> jarEntries(Map<String, byte[]> classes) {
        Map<String, byte[]> entries = new LinkedHashMap<>(entries(classes));
        entries.putIfAbsent(Jars.MANIFEST, manifestContent());
        return entries;
    }

    /** What goes into an exploded directory, given the classes: a manifest only if it has attributes. */
    Map<String, byte[]> entries(Map<String, byte[]> classes) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        classes.forEach((entry, content) -> {
            if (!isLeftOut(entry)) {
                boolean moved = descriptorRelease != BASE && entry.equals(MODULE_INFO + ".class");
                entries.put(moved ? "META-INF/versions/" + descriptorRelease + "/" + entry : entry, content);
            }
        });
        services.forEach((service, providers) -> entries.put(
                "META-INF/services/" + service,
                providers.stream().collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8)));
        if (!manifest.isEmpty() || isMultiRelease()) {
            entries.put(Jars.MANIFEST, manifestContent());
        }
        entries.putAll(resources);
        return entries;
    }

    private PluginSource with(Consumer<PluginSource> change) {
        PluginSource copy = new PluginSource(this);
        change.accept(copy);
        return copy;
    }

    private PluginSource eachDeclared(String directive, String... subjects) {
        PluginSource changed = this;
        for (String subject : subjects) {
            changed = changed.declares(directive + subject + ";");
        }
        return changed;
    }

    private PluginSource source(int release, String type, String text) {
        int dot = type.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("type " + type + " of " + name
                    + " is in no package, where a module holds no types; give its qualified name, or, if the jar is to be"
                    + " wrong, use Damage.classInRootPackage");
        }
        String packageName = type.substring(0, dot);
        String declared = declaredPackage(text);
        if (declared != null && !declared.equals(packageName)) {
            throw new IllegalArgumentException(
                    "type " + type + " of " + name + " declares the package " + declared + "; the two must agree");
        }
        // On the first line of the text, so that the line numbers of errors are those of the text.
        String whole = declared == null ? "package " + packageName + "; " + text : text;
        return with(it ->
                it.types.computeIfAbsent(release, none -> new LinkedHashMap<>()).put(type, whole));
    }

    private static @Nullable String declaredPackage(String text) {
        Matcher declaration = PACKAGE.matcher(COMMENT.matcher(text).replaceAll(" "));
        return declaration.find() ? declaration.group(1) : null;
    }

    private Map<String, byte[]> classes() {
        return automatic
                ? Compilation.ofAutomatic(this)
                : Compilation.ofModules(List.of(this), List.of()).getOrDefault(name, Map.of());
    }

    private String declaration() {
        return (open ? "open module " : "module ") + name + " {\n" + directives() + "}\n";
    }

    private String directives() {
        StringBuilder text = new StringBuilder();
        declarations.forEach(directive -> text.append(directive).append('\n'));
        if (pluginType != null) {
            boolean required =
                    declarations.stream().anyMatch(directive -> directive.contains("requires dev.pluginhost;"));
            text.append(required ? "" : "requires dev.pluginhost;\n");
            text.append("provides dev.pluginhost.plugin." + pluginType + " with " + mainType() + ";\n");
        }
        return text.toString();
    }

    private String mainType() {
        return name + ".Main";
    }

    private String mainSource() {
        return """
                package %s;

                public final class Main implements dev.pluginhost.plugin.%s {

                    private volatile dev.pluginhost.plugin.PluginContext context;

                    @Override
                    public void start(dev.pluginhost.plugin.PluginContext context) throws Exception {
                        this.context = context;
                        %s
                    }

                    @Override
                    public void stop() throws Exception {
                        %s
                    }
                }
                """.formatted(name, pluginType, start, stop);
    }

    private Map<String, Probe> probesByPackage(Set<String> allTypes) {
        Map<String, Probe> byPackage = new LinkedHashMap<>();
        if (probe != null) {
            for (String type : allTypes) {
                if (!type.equals(MODULE_INFO)) {
                    byPackage.put(type.substring(0, type.lastIndexOf('.')), probe);
                }
            }
        }
        byPackage.putAll(probes);
        return byPackage;
    }

    private boolean isLeftOut(String entry) {
        return leftOut.stream().map(type -> type.replace('.', '/')).anyMatch(path -> {
            String unversioned = entry.replaceFirst("^META-INF/versions/\\d+/", "");
            return unversioned.equals(path + ".class") || unversioned.startsWith(path + "$");
        });
    }

    private boolean isMultiRelease() {
        return descriptorRelease != BASE || types.keySet().stream().anyMatch(release -> release != BASE);
    }

    private byte[] manifestContent() {
        Manifest content = new Manifest();
        Attributes attributes = content.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (isMultiRelease()) {
            attributes.put(Attributes.Name.MULTI_RELEASE, "true");
        }
        manifest.forEach(attributes::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void requireVersioned(int release) {
        if (release < 9) {
            throw new IllegalArgumentException("a multi-release jar has entries for 9 and later, not for " + release);
        }
    }

    private void onlyForModules(String what) {
        if (automatic) {
            throw new IllegalStateException(
                    name + " is a plain jar and cannot have " + what + "; begin with PluginSource.module");
        }
    }

    private void onlyForPlugins() {
        if (pluginType == null) {
            throw new IllegalStateException(
                    name + " has no plugin class of the test kit; begin with PluginSource.plugin");
        }
    }
}
