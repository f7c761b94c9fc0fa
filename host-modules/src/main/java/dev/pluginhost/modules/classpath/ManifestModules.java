package dev.pluginhost.modules.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The modules that the application declares in the first manifest of its class path, such as that of a shaded jar. Their text is like a
 * declaration's: {@code acme.api@1.5 requires java.logging exports acme.api, acme.api.model; acme.other exports acme.other}. All that is
 * required is passed on.
 */
public final class ManifestModules {

    private static final String ATTRIBUTE = "PluginHost-Modules";

    private ManifestModules() {}

    /**
     * Reads them, by name; none if there is no such attribute.
     *
     * @throws IllegalStateException if its text cannot be understood
     */
    public static Map<String, ModuleDescriptor> of(ClassLoader loader) {
        URL url;
        String text = null;
        try {
            url = first(loader);
            if (url != null) {
                try (InputStream in = ClassPathRoots.content(url)) {
                    text = new Manifest(in).getMainAttributes().getValue(ATTRIBUTE);
                }
            }
        } catch (IOException e) { // a class path works without a manifest
            return Map.of();
        }
        Map<String, ModuleDescriptor> modules = new HashMap<>();
        for (String module : text == null ? new String[0] : text.split(";", -1)) {
            if (!module.isBlank()) {
                try {
                    ModuleDescriptor declared = parse(module.strip().split("[\\s,]+", -1));
                    if (modules.put(declared.name(), declared) != null) {
                        throw new IllegalArgumentException("module " + declared.name() + " is declared twice");
                    }
                } catch (IllegalArgumentException | IllegalStateException e) { // the latter if it names something twice
                    throw new IllegalStateException(
                            "Attribute " + ATTRIBUTE + " of " + url + " has \"" + module.strip() + "\": "
                                    + e.getMessage()
                                    + "; write it as in \"acme.api@1.5 requires java.logging exports acme.api,"
                                    + " acme.api.model; acme.other exports acme.other\"",
                            e);
                }
            }
        }
        return modules;
    }

    /** The first manifest that is not in a jar of the bootstrap loader, where agents add jars. */
    private static @Nullable URL first(ClassLoader loader) throws IOException {
        Set<String> before = new HashSet<>();
        ClassLoader.getPlatformClassLoader()
                .getResources(ClassPathRoots.MANIFEST)
                .asIterator()
                .forEachRemaining(url -> before.add(url.toString()));
        Enumeration<URL> all = loader.getResources(ClassPathRoots.MANIFEST);
        while (all.hasMoreElements()) {
            URL url = all.nextElement();
            if (!before.contains(url.toString())) {
                return url;
            }
        }
        return null;
    }

    private static ModuleDescriptor parse(String[] words) {
        int at = words[0].indexOf('@');
        ModuleDescriptor.Builder module = ModuleDescriptor.newModule(at < 0 ? words[0] : words[0].substring(0, at));
        if (at >= 0) {
            module.version(words[0].substring(at + 1));
        }
        String kind = "";
        int exported = 0;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.equals("requires") || word.equals("exports")) {
                kind = word;
            } else if (kind.equals("requires")) {
                if (!word.equals("transitive")) {
                    module.requires(Set.of(Requires.Modifier.TRANSITIVE), word);
                }
            } else if (kind.equals("exports")) {
                module.exports(word);
                exported++;
            } else {
                throw new IllegalArgumentException("\"" + word + "\" is neither requires nor exports");
            }
        }
        if (exported == 0) {
            throw new IllegalArgumentException("the module exports nothing");
        }
        return module.build();
    }
}
