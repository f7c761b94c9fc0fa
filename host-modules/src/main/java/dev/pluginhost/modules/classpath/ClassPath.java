package dev.pluginhost.modules.classpath;

import dev.pluginhost.modules.classpath.KnownClassPath.Located;
import dev.pluginhost.modules.index.KeptFile;
import java.io.IOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.nio.ByteBuffer;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a class path would be on a module path: jars and directories with a declaration, and plain jars, which have a name in their
 * manifest or from their file's. For a name, first those jars are looked at that have a type which the plugin names. If none of them has the
 * name, the whole class path is looked through. What was found is kept from one run to the next. Thread-safe.
 */
public final class ClassPath {

    private final ClassLoader loader;
    private final Map<String, ModuleDescriptor> declared;
    private final @Nullable KeptFile kept;
    private final Consumer<String> notes;

    /** Null before it is first needed. Several threads may look and find the same; a whole look replaces others. */
    private final AtomicReference<@Nullable KnownClassPath> known = new AtomicReference<>();

    /** What was last kept or read; written by any thread, and only saves work. */
    private volatile @Nullable KnownClassPath lastKept;

    /** Whether a class in a directory was asked for, which has no stamp. Only ever set to true. */
    private volatile boolean hasLooseClass;

    /** The modules that were asked for. */
    private final Map<String, ModuleDescriptor> described = new ConcurrentHashMap<>();

    /** The declaration at each root that was asked for. */
    private final Map<String, Optional<ModuleDescriptor>> atRoot = new ConcurrentHashMap<>();

    public ClassPath(
            ClassLoader loader,
            Map<String, ModuleDescriptor> declared,
            @Nullable KeptFile kept,
            Consumer<String> notes) {
        this.loader = loader;
        this.declared = declared;
        this.kept = kept;
        this.notes = notes;
    }

    // Names

    /** The description of a module, wherever it is; null if the class path has none of that name. */
    public @Nullable ModuleDescriptor find(String name) {
        return find(name, null);
    }

    /** Likewise; the types that a plugin's declaration names may show where it is. */
    public @Nullable ModuleDescriptor find(String name, @Nullable ModuleDescriptor wantedBy) {
        ModuleDescriptor own = declared.get(name);
        ModuleDescriptor before = own == null ? described.get(name) : own;
        if (before != null) {
            return before;
        }
        Located found = locate(name, wantedBy);
        if (found == null) {
            return null;
        }
        @Nullable ModuleDescriptor made;
        try {
            made = describe(found);
        } catch (InvalidModuleDescriptorException | IllegalArgumentException e) { // what was kept is not what was found
            known.set(lookThrough(new KnownClassPath(null, false, Map.of(), null)));
            found = known().modules().get(name);
            made = found == null ? null : describe(found);
        }
        if (made != null) {
            described.put(name, made);
        }
        return made;
    }

    /** The declaration of a module that the application declares itself, or of the host's. */
    public @Nullable ModuleDescriptor declared(String name) {
        return declared.get(name);
    }

    /** The declared ones, in words that are the same for the same declarations. */
    public String words() {
        StringBuilder words = new StringBuilder("class path\n");
        for (ModuleDescriptor module : new TreeMap<>(declared).values()) {
            words.append(module.toNameAndVersion());
            for (Requires requires : new TreeSet<>(module.requires())) { // a set has another order in each run
                words.append(' ').append(new TreeSet<>(requires.modifiers())).append(requires.name());
            }
            for (Exports exports : new TreeSet<>(module.exports())) {
                words.append(' ').append(exports.source()).append(new TreeSet<>(exports.targets()));
            }
            words.append('\n');
        }
        return words.toString();
    }

    /** The names of all modules. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(declared.keySet());
        names.addAll(whole().modules().keySet());
        return names;
    }

    /** Whether a module is a jar without a declaration, which would be an automatic module. */
    public boolean isPlain(String name) {
        Located found = declared.containsKey(name) ? null : locate(name, null);
        return found != null && found.isPlain();
    }

    private @Nullable Located locate(String name, @Nullable ModuleDescriptor wantedBy) {
        KnownClassPath now = known();
        Located found = now.modules().get(name);
        if (found != null || now.complete()) {
            return found;
        }
        for (String type : wantedBy == null ? List.<String>of() : types(wantedBy)) {
            found = owner(type);
            if (found != null && found.name().equals(name)) {
                add(found);
                return found;
            }
        }
        return whole().modules().get(name);
    }

    /** The types of services that a declaration names, which are mostly those of what it requires. */
    private static Set<String> types(ModuleDescriptor declaration) {
        Set<String> types = new TreeSet<>(declaration.uses());
        for (Provides provides : declaration.provides()) {
            types.add(provides.service());
        }
        return types;
    }

    private @Nullable Located owner(String type) {
        String file = type.replace('.', '/').concat(".class");
        URL url = loader.getResource(file);
        if (url == null || url.getProtocol().equals("jrt")) {
            return null;
        }
        String root = ClassPathRoots.root(url, file);
        try {
            return declared(root, ClassPathRoots.declaration(root));
        } catch (IOException e) { // mostly there is no declaration
            return PlainJar.find(root, new ClassPathStamps(null));
        } catch (InvalidModuleDescriptorException e) {
            return null; // the whole look tells
        }
    }

    static Located declared(String root, byte[] declaration) {
        String name = ModuleDescriptor.read(ByteBuffer.wrap(declaration)).name();
        return new Located(name, root, declaration, "", null);
    }

    /** With its packages, if it is a plain jar. */
    private ModuleDescriptor describe(Located found) {
        Located all = found;
        if (found.isPlain() && found.packages() == null) {
            try {
                Set<String> packages = PlainJar.packages(found.root());
                all = new Located(found.name(), found.root(), found.declaration(), found.version(), packages);
                add(all);
            } catch (IOException e) { // the next run may be able to read it
                notes.accept("Jar " + found.root() + " on the class path cannot be read: " + e.getMessage());
            }
        }
        return all.descriptor();
    }

    private void add(Located found) {
        while (true) {
            KnownClassPath now = known();
            ClassPathStamps stamps = new ClassPathStamps(now.stamps());
            if (!stamps.have(found.root()) && stamps.get() != null) {
                List<String> entries = ClassPathRoots.entries(loader, notes);
                PlainJar.follow(found.root(), ClassPathRoots.named(entries, notes), stamps);
            }
            stamps.demand(Set.of(found.root()));
            if (known.compareAndSet(now, now.with(found, stamps.get()))) {
                return;
            }
        }
    }

    // What is kept

    private KnownClassPath known() {
        KnownClassPath now = known.get();
        if (now == null) {
            List<String> entries = kept == null ? null : ClassPathRoots.entries(loader, notes);
            now = entries == null ? null : read(entries);
            if (now == null) {
                now = new KnownClassPath(
                        words(entries), false, Map.of(), stamps(entries).get());
            }
            KnownClassPath first = known.compareAndExchange(null, now);
            now = first == null ? now : first;
        }
        return now;
    }

    private @Nullable KnownClassPath read(List<String> entries) {
        byte[] bytes = kept == null ? null : kept.read();
        try {
            KnownClassPath read = bytes == null ? null : KnownClassPath.read(bytes, String.join("\n", entries));
            lastKept = read;
            return read;
        } catch (IOException | RuntimeException e) {
            notes.accept("What was known of the class path is not used and will be found anew: " + e.getMessage());
            return null;
        }
    }

    private static @Nullable String words(@Nullable List<String> entries) {
        return entries == null ? null : String.join("\n", entries);
    }

    private static ClassPathStamps stamps(@Nullable List<String> entries) {
        ClassPathStamps stamps = new ClassPathStamps(entries == null ? null : Map.of());
        for (String entry : entries == null ? List.<String>of() : entries) {
            stamps.add(entry);
        }
        return stamps;
    }

    /** Keeps what is known now, if that is more than before. */
    @SuppressWarnings("ReferenceEquality") // there is another one whenever more is known
    public void keep() {
        KnownClassPath now = known.get();
        if (kept == null || now == null || now == lastKept || now.stamps() == null) {
            return;
        }
        try {
            kept.keep(now.bytes());
            lastKept = now;
        } catch (IOException e) {
            notes.accept("What is known of the class path is not kept: " + e.getMessage());
        }
    }

    /** Whether it was asked for any module that the application does not declare. */
    public boolean wasAsked() {
        return known.get() != null;
    }

    /** A checksum of all that was found, and of what was looked at for it; zero if that is not known. */
    public long sum() {
        return hasLooseClass ? 0 : known().sum();
    }

    // The whole look

    private KnownClassPath whole() {
        KnownClassPath before = known();
        if (before.complete()) {
            return before;
        }
        KnownClassPath made = lookThrough(before);
        known.set(made);
        keep();
        return made;
    }

    private KnownClassPath lookThrough(KnownClassPath before) {
        List<String> entries = ClassPathRoots.entries(loader, notes);
        ClassPathStamps stamps = stamps(kept == null ? null : entries);
        Map<String, URL> declarations = new LinkedHashMap<>();
        for (URL url : resources(ClassPathRoots.DECLARATION, stamps)) {
            declarations.putIfAbsent(ClassPathRoots.root(url, ClassPathRoots.DECLARATION), url);
        }
        Map<String, Located> modules = new HashMap<>();
        declarations.forEach((root, url) -> {
            try {
                add(declared(root, ClassPathRoots.declaration(url)), before, modules);
            } catch (IOException | InvalidModuleDescriptorException e) { // as of a later release of Java
                notes.accept("The declaration " + url + " on the class path cannot be read: " + e.getMessage());
                stamps.failed(url.toString(), e);
            }
        });
        Set<String> jars = new LinkedHashSet<>();
        for (URL url : resources(ClassPathRoots.MANIFEST, stamps)) {
            jars.add(ClassPathRoots.root(url, ClassPathRoots.MANIFEST));
        }
        Set<String> found = new HashSet<>(declarations.keySet());
        found.addAll(jars);
        jars.addAll(ClassPathRoots.named(entries, notes));
        for (String root : jars) {
            boolean isPlain = !declarations.containsKey(root);
            Located plain = isPlain || stamps.get() != null ? PlainJar.find(root, stamps) : null;
            if (plain != null && isPlain) {
                add(plain, before, modules);
            }
        }
        stamps.demand(found);
        return new KnownClassPath(words(entries), true, modules, stamps.get());
    }

    private List<URL> resources(String name, ClassPathStamps stamps) {
        try {
            return ClassPathRoots.resources(loader, name);
        } catch (IOException e) {
            notes.accept("The class path cannot be looked through for " + name + ": " + e);
            stamps.failed("", e);
            return List.of();
        }
    }

    /** Of two modules of one name, the first one counts; its packages need not be asked for twice. */
    private static void add(Located found, KnownClassPath before, Map<String, Located> modules) {
        Located same = before.modules().get(found.name());
        modules.putIfAbsent(found.name(), same != null && same.root().equals(found.root()) ? same : found);
    }

    /** Exports a package, unless no module can have it. */
    public static void export(ModuleDescriptor.Builder builder, String packageName) {
        try {
            builder.exports(packageName);
        } catch (IllegalArgumentException e) {
            return; // as org.apache.commons.lang.enum, which no module can have
        }
    }

    // Classes

    /** Whether a class is there. */
    public boolean hasClass(String type) {
        KnownClassPath unused = known(); // so that what depends on it shows when it changes
        URL url = loader.getResource(type.replace('.', '/').concat(".class"));
        if (url != null && url.getProtocol().equals("file")) {
            hasLooseClass = true;
        }
        return url != null;
    }

    /** Whether a class is of a declared module that does not export its package to all. */
    public boolean conceals(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location != null && conceals(ClassPathRoots.root(location.toString()), type.getPackageName());
    }

    /** Whether a package of a root is of a declared module that does not export it to all. */
    public boolean conceals(String root, String packageName) {
        Optional<ModuleDescriptor> module = declarationAt(root);
        if (module.isEmpty() || exports(module.get(), packageName)) {
            return false;
        }
        for (ModuleDescriptor own : declared.values()) {
            if (exports(own, packageName)) {
                return false;
            }
        }
        return true;
    }

    private Optional<ModuleDescriptor> declarationAt(String root) {
        Optional<ModuleDescriptor> before = atRoot.get(root);
        if (before != null) {
            return before;
        }
        Optional<ModuleDescriptor> found;
        try {
            found = Optional.of(ModuleDescriptor.read(ByteBuffer.wrap(ClassPathRoots.declaration(root))));
        } catch (IOException | InvalidModuleDescriptorException e) { // mostly there is none
            found = Optional.empty();
        }
        atRoot.put(root, found);
        return found;
    }

    private static boolean exports(ModuleDescriptor module, String packageName) {
        for (Exports exports : module.exports()) {
            if (!exports.isQualified() && exports.source().equals(packageName)) {
                return true;
            }
        }
        return false;
    }
}
