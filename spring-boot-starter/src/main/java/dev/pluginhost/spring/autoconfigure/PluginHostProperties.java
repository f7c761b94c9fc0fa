package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginHost;
import dev.pluginhost.VersionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the host, named as in {@link PluginHost.Builder}. Where nothing is set, the builder's default counts; only the directory {@code plugins} is one of the starter.
 *
 * @param enabled whether there is a host
 * @param plugins directories of plugins, or single artifacts; the earlier one is used
 * @param bundles directories, each of which is one bundle
 * @param eager names of plugins that are imported before the application is ready
 * @param background names of plugins that are imported behind the running application
 * @param lazy names of plugins that are imported when first needed
 * @param disabled names of plugins that cannot be imported
 * @param refused names of plugins that cannot be imported, and why
 * @param order names of plugins in the order of their services; an asterisk stands for those that are not named
 * @param configuration what plugins have as their configuration: a map for each name of a plugin, which is in brackets if it has dots
 * @param watch whether the host follows changes in the directories
 * @param watchSettle how long nothing must change before the host reads the directories again
 * @param importThreads how many threads import
 * @param openFiles how many jars are open at the same time
 * @param importTimeout how long the import of one plugin may take
 * @param slowImportWarning after how long a running import is logged as slow
 * @param stopTimeout how long each step of a plugin's end may take
 * @param collectionTimeout how long the host checks whether an unloaded plugin is collected; zero for no check
 * @param closeTimeout how long the close of the host may take
 * @param blockingPolicy what happens if a call would wait on an event loop
 * @param versionPolicy what happens if a plugin was compiled against another major version of a module
 * @param dataDirectory where plugins have their data
 * @param index what the host keeps from one run to the next
 * @param nativeAccess names of plugins that may call restricted methods
 * @param serviceBeans service types whose providers become beans, so that ObjectProvider finds them
 * @param health when the application is not healthy
 * @param endpoint what the actuator endpoint may do
 */
@ConfigurationProperties("pluginhost")
public record PluginHostProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("plugins") List<String> plugins,
        @DefaultValue List<String> bundles,
        @DefaultValue List<String> eager,
        @DefaultValue List<String> background,
        @DefaultValue List<String> lazy,
        @DefaultValue List<String> disabled,
        @DefaultValue Map<String, String> refused,
        @DefaultValue List<String> order,
        @DefaultValue Map<String, Map<String, String>> configuration,
        @DefaultValue("false") boolean watch,
        @Nullable Duration watchSettle,
        @Nullable Integer importThreads,
        @Nullable Integer openFiles,
        @Nullable Duration importTimeout,
        @Nullable Duration slowImportWarning,
        @Nullable Duration stopTimeout,
        @Nullable Duration collectionTimeout,
        @Nullable Duration closeTimeout,
        @Nullable BlockingPolicy blockingPolicy,
        @Nullable VersionPolicy versionPolicy,
        @Nullable String dataDirectory,
        @DefaultValue Index index,
        @DefaultValue List<String> nativeAccess,
        @DefaultValue List<Class<?>> serviceBeans,
        @DefaultValue Health health,
        @DefaultValue Endpoint endpoint) {

    /**
     * What the host keeps from one run to the next.
     *
     * @param enabled whether there is an index
     * @param directory where it is, instead of the user's cache
     */
    public record Index(
            @DefaultValue("true") boolean enabled, @Nullable String directory) {}

    /**
     * When the application is not healthy.
     *
     * @param required names of plugins without which the application is down, besides the eager ones
     */
    public record Health(@DefaultValue List<String> required) {}

    /**
     * What the actuator endpoint may do besides listing plugins.
     *
     * @param allowImport whether it imports plugins
     * @param allowUnload whether it unloads plugins
     * @param allowReload whether it reloads plugins
     */
    public record Endpoint(
            @DefaultValue("false") boolean allowImport,
            @DefaultValue("false") boolean allowUnload,
            @DefaultValue("false") boolean allowReload) {}

    /** Hands all settings to a builder, whose host knows the names of the installed plugins when it asks for a configuration. */
    void applyTo(PluginHost.Builder builder, Supplier<Set<String>> installed) {
        builder.plugins(paths(plugins))
                .bundle(paths(bundles))
                .eager(names(eager))
                .background(names(background))
                .lazy(names(lazy))
                .disabled(names(disabled))
                .nativeAccess(names(nativeAccess));
        refused.forEach(builder::refused);
        if (!order.isEmpty()) {
            builder.order(names(order));
        }
        if (!configuration.isEmpty()) {
            builder.configuration(new PluginConfigurations(configuration, installed));
        }
        ifSet(importThreads, builder::importThreads);
        ifSet(openFiles, builder::openFiles);
        ifSet(importTimeout, builder::importTimeout);
        ifSet(slowImportWarning, builder::slowImportWarning);
        ifSet(stopTimeout, builder::stopTimeout);
        ifSet(collectionTimeout, builder::collectionTimeout);
        ifSet(closeTimeout, builder::closeTimeout);
        ifSet(blockingPolicy, builder::blockingPolicy);
        ifSet(versionPolicy, builder::versionPolicy);
        ifSet(dataDirectory, directory -> builder.dataDirectory(Path.of(directory)));
        ifSet(index.directory, directory -> builder.index(Path.of(directory)));
        if (!index.enabled) {
            builder.noIndex();
        }
        if (watch) {
            builder.watch();
            ifSet(watchSettle, builder::watch);
        }
    }

    private static <T> void ifSet(@Nullable T value, Consumer<T> setting) {
        if (value != null) {
            setting.accept(value);
        }
    }

    private static Path[] paths(List<String> texts) {
        return texts.stream().map(Path::of).toArray(Path[]::new);
    }

    private static String[] names(List<String> names) {
        return names.toArray(String[]::new);
    }
}
