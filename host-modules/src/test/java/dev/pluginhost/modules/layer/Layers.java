package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Layout;
import dev.pluginhost.modules.scan.ReadLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Candidates of what a test has on disk, and layers of candidates, over the boot layer. Closes every layer it defined. */
final class Layers implements AutoCloseable {

    static final ModuleLayer APPLICATION = ModuleLayer.boot();
    static final ClassLoader APPLICATION_LOADER = ClassLoader.getSystemClassLoader();

    private final List<PluginLayer> defined = new ArrayList<>();
    private final JarFiles budget;

    Layers() {
        this(unlimited());
    }

    static JarFiles unlimited() {
        return new JarFiles(Integer.MAX_VALUE, message -> {});
    }

    Layers(JarFiles budget) {
        this.budget = budget;
    }

    static Candidate candidate(Path plugin) {
        return new Candidate(artifact(plugin), List.of(), plugin);
    }

    static Candidate bundle(Path directory, String plugin) {
        Map<String, ModuleArtifact> modules = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.map(Layers::artifact).forEach(artifact -> modules.put(artifact.name(), artifact));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ModuleArtifact module = modules.remove(plugin);
        return new Candidate(module, List.copyOf(modules.values()), directory);
    }

    static ModuleArtifact artifact(Path file) {
        ModuleDescriptor descriptor =
                ModuleFinder.of(file).findAll().iterator().next().descriptor();
        boolean exploded = Files.isDirectory(file);
        try {
            Path declaration = file.resolve("module-info.class");
            Fingerprint fingerprint = Fingerprint.of(exploded ? declaration : file);
            long contents = exploded ? Contents.of(ReadLimits.moduleInfo(declaration)) : Contents.ofJar(file);
            boolean plain = !exploded;
            if (plain) {
                try (ZipFile zip = new ZipFile(file.toFile())) {
                    Layout layout = new Layout();
                    ReadLimits.exceeded(file, zip, layout);
                    plain = layout.isPlain();
                }
            }
            return new ModuleArtifact(descriptor, file, exploded, fingerprint, contents, plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Resolution resolve(Candidate candidate, Resolution... prerequisites) {
        return Resolver.resolve(
                candidate,
                Application.ofLayer(APPLICATION, APPLICATION_LOADER),
                Arrays.asList(prerequisites),
                Set.of());
    }

    PluginLayer define(Path plugin, PluginLayer... prerequisites) throws IOException {
        return define(candidate(plugin), prerequisites);
    }

    PluginLayer define(Candidate candidate, PluginLayer... prerequisites) throws IOException {
        return define(candidate, APPLICATION_LOADER, prerequisites);
    }

    PluginLayer define(Candidate candidate, ClassLoader applicationLoader, PluginLayer... prerequisites)
            throws IOException {
        OpenArtifacts artifacts = OpenArtifacts.open(candidate, budget, false);
        try {
            Resolution resolution = resolve(
                    candidate,
                    Stream.of(prerequisites).map(PluginLayer::resolution).toArray(Resolution[]::new));
            PluginLayer layer = PluginLayer.define(
                    resolution,
                    artifacts,
                    Application.ofLayer(APPLICATION, applicationLoader),
                    Arrays.asList(prerequisites));
            defined.add(layer);
            return layer;
        } catch (RuntimeException | Error e) {
            artifacts.close();
            throw e;
        }
    }

    /** The same configuration in a layer with the JDK's own loader. */
    static ModuleLayer definedByJdk(PluginLayer ours) {
        Configuration configuration = ours.resolution().configuration();
        return ModuleLayer.defineModulesWithOneLoader(
                        configuration, ours.layer().parents(), APPLICATION_LOADER)
                .layer();
    }

    /** What a class's static method answers. */
    static Object call(Class<?> type, String method) throws ReflectiveOperationException {
        return type.getMethod(method).invoke(null);
    }

    static Object call(PluginLayer layer, String type, String method) throws ReflectiveOperationException {
        return call(layer.loader().loadClass(type), method);
    }

    @Override
    public void close() throws IOException {
        for (PluginLayer layer : defined) {
            layer.close();
        }
    }
}
