package dev.pluginhost.benchmarks.cold;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.framework.Felix;
import org.jboss.modules.ModuleLoader;
import org.pf4j.PluginManager;

/** In which version the contenders are measured. */
final class Rivals {

    private Rivals() {}

    /** The name of a rival's jar, which ends with its version; those that are made of the JDK have none. */
    static Optional<String> artifact(Variant variant) {
        return switch (variant) {
            case HOST, HOST_ARCHIVE, LAYERS, ONE_LAYER -> Optional.empty();
            case PF4J, PF4J_ARCHIVE -> Optional.of(jarOf(PluginManager.class));
            case JBOSS -> Optional.of(jarOf(ModuleLoader.class));
            case FELIX -> Optional.of(jarOf(Felix.class));
            case LAYRRY -> Optional.of(LayrryHome.artifact());
        };
    }

    private static String jarOf(Class<?> type) {
        try {
            Path jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return String.valueOf(jar.getFileName()).replace(".jar", "");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
