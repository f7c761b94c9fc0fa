package dev.pluginhost.modules.declaration;

import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Layout;
import dev.pluginhost.modules.scan.ReadLimits;
import java.io.IOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes the declaration of a plugin whose parts have none: an automatic module, as the JDK makes one of a jar. Stateless. */
public final class DerivedDeclaration {

    private static final String SERVICES = "META-INF/services/";

    private DerivedDeclaration() {}

    /** Some files by their names in the directories that they are in, with slashes; of two files of one name, that of the first directory. */
    static Map<String, Path> byName(List<Path> roots, Map<Path, Fingerprint> files) {
        Map<String, Path> byName = new TreeMap<>();
        for (Path root : roots) {
            for (Map.Entry<Path, Fingerprint> file : files.entrySet()) {
                if (file.getValue().isFile() && file.getKey().startsWith(root)) {
                    Path path = root.relativize(file.getKey());
                    byName.putIfAbsent(
                            path.toString().replace(path.getFileSystem().getSeparator(), "/"), file.getKey());
                }
            }
        }
        return byName;
    }

    /** Of the classes and services files among some files. */
    static ModuleDescriptor of(String name, Map<String, Path> files) throws IOException {
        Layout classes = new Layout();
        for (String file : files.keySet()) {
            if (file.endsWith(".class")) {
                classes.add(file);
            }
        }
        Set<String> packages = classes.packages();
        ModuleDescriptor.Builder builder =
                ModuleDescriptor.newAutomaticModule(name).packages(packages);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            String service = file.getKey().startsWith(SERVICES) ? file.getKey().substring(SERVICES.length()) : "/";
            if (service.indexOf('/') >= 0) {
                continue;
            }
            List<String> providers = providers(file.getValue());
            for (String provider : providers) {
                if (!packages.contains(provider.substring(0, Math.max(0, provider.lastIndexOf('.'))))) {
                    throw new InvalidModuleDescriptorException("Provider class " + provider + " not in module");
                }
            }
            if (!providers.isEmpty()) {
                builder.provides(service, providers);
            }
        }
        return builder.build();
    }

    private static List<String> providers(Path file) throws IOException {
        List<String> providers = new ArrayList<>();
        String text = new String(ReadLimits.services(file), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            int comment = line.indexOf('#');
            String provider = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!provider.isEmpty() && !providers.contains(provider)) {
                providers.add(provider);
            }
        }
        return providers;
    }

    /** The declaration of an automatic module under another name. */
    public static ModuleDescriptor renamed(ModuleDescriptor automatic, String name) {
        ModuleDescriptor.Builder builder =
                ModuleDescriptor.newAutomaticModule(name).packages(automatic.packages());
        automatic.provides().forEach(builder::provides);
        automatic.rawVersion().ifPresent(builder::version);
        automatic.mainClass().ifPresent(builder::mainClass);
        return builder.build();
    }
}
