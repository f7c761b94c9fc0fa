package dev.pluginhost.modules.discovery;

import dev.pluginhost.Reason;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.declaration.PluginKind;
import dev.pluginhost.spi.Printable;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The modules of the application's layer and of the layers above it. Artifacts of such modules are passed over. Immutable. */
public final class ApplicationModules {

    private final Map<String, ResolvedModule> modules = new HashMap<>();
    private final Application application;
    private final Supplier<Set<String>> modulePath;

    /** Of two modules of one name, the nearer one counts; the names on the module path are read only to explain a failure. */
    public ApplicationModules(Configuration configuration, Application application, Supplier<Set<String>> modulePath) {
        this.application = application;
        this.modulePath = modulePath;
        collect(configuration);
    }

    private void collect(Configuration configuration) {
        for (ResolvedModule module : configuration.modules()) {
            if (!application.hides(module.name())) {
                modules.putIfAbsent(module.name(), module);
            }
        }
        for (Configuration parent : configuration.parents()) {
            collect(parent);
        }
    }

    /** Names, versions and places, in words that are the same for the same modules. */
    public String words() {
        StringBuilder words = new StringBuilder(application.words());
        for (ResolvedModule module : new TreeMap<>(modules).values()) {
            words.append(module.name()).append(' ');
            words.append(module.reference().descriptor().rawVersion().orElse(""))
                    .append(' ');
            Optional<URI> location = module.reference().location();
            words.append(location.isPresent() ? location.get() : "").append('\n');
        }
        return words.toString();
    }

    public boolean has(String name) {
        return modules.containsKey(name) || application.preferred(name) != null;
    }

    /** The declaration of a module that the application has. */
    public @Nullable ModuleDescriptor find(String name) {
        ResolvedModule module = modules.get(name);
        return module == null ? application.preferred(name) : module.reference().descriptor();
    }

    /** What the application offers besides. */
    public Application offers() {
        return application;
    }

    /** Reads the names of the modules that are where the application's modules come from, which may take long. */
    public Set<String> readModulePath() {
        return modulePath.get();
    }

    /** Whether a module is part of the Java run-time image, resolved or not. */
    public static boolean isOfRuntimeImage(String name) {
        return ModuleFinder.ofSystem().find(name).isPresent();
    }

    private String notStarted() {
        return ", which the host neither starts nor unloads; take it off the application's " + path()
                + " if it is to be a plugin";
    }

    /** Where the application's modules are, in words. */
    public String path() {
        return application.isOnClassPath() ? "class path" : "module path";
    }

    /** Notes that a module is passed over; {@code whole} is what it is a library of, in words, if it is one. */
    void passOver(ModuleArtifact module, @Nullable String whole, SourceContent content) {
        String place = whole == null ? "" : ", a part of " + whole + ",";
        String cure = whole != null
                ? "; remove it, it is not needed there"
                : PluginKind.isPlugin(module) ? notStarted() : "; remove it";
        content.note(
                Reason.APPLICATION_HAS_IT,
                module.name(),
                module.file(),
                "Module " + module.name() + version(module.descriptor(), " ", "") + " in " + module.file() + place
                        + " is passed over, the application's is used" + described(module) + cure);
    }

    /** Notes that a bundle is passed over, of which the application has the plugin. */
    void passOverBundle(Path bundle, List<ModuleArtifact> plugins, SourceContent content) {
        List<String> names = new ArrayList<>();
        boolean started = true;
        for (ModuleArtifact plugin : plugins) {
            names.add(plugin.name() + version(plugin.descriptor(), " ", ""));
            started &= !PluginKind.isPlugin(plugin);
        }
        content.note(
                Reason.APPLICATION_HAS_IT,
                plugins.get(0).name(),
                bundle,
                "Bundle " + bundle + " is passed over: the application has " + String.join(", ", names)
                        + " itself, the application's is used"
                        + (plugins.size() == 1 ? described(plugins.get(0)) : "")
                        + (started ? "; remove the bundle" : notStarted()));
    }

    /** The version of the application's module, and where it is. */
    private String described(ModuleArtifact module) {
        ResolvedModule own = modules.get(module.name());
        if (own == null) {
            return "";
        }
        Optional<?> location = own.reference().location();
        return " (" + version(own.reference().descriptor(), "version ", "without a version")
                + (location.isPresent() ? " in " + location.get() : "") + ")";
    }

    private static String version(ModuleDescriptor module, String before, String none) {
        Optional<String> version = module.rawVersion();
        return version.isPresent() ? before + Printable.name(version.get()) : none;
    }
}
