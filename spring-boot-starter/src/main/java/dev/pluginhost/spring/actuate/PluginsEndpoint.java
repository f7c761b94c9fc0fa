package dev.pluginhost.spring.actuate;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.spring.autoconfigure.PluginHostProperties;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** The installed plugins and the times of their imports; imports, unloads and reloads each if the application allows it. */
@Endpoint(id = "plugins")
public class PluginsEndpoint {

    private final PluginHost host;
    private final PluginHostProperties.Endpoint allowed;

    PluginsEndpoint(PluginHost host, PluginHostProperties.Endpoint allowed) {
        this.host = host;
        this.allowed = allowed;
    }

    /**
     * All plugins by name, and their last imports in the order of their requests.
     *
     * @return the answer
     */
    @ReadOperation
    public Map<String, Object> plugins() {
        List<PluginInfo> plugins = host.plugins();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("plugins", plugins.stream().map(PluginsEndpoint::describe).toList());
        all.put(
                "timeline",
                plugins.stream()
                        .filter(plugin -> plugin.trace().isPresent())
                        .sorted(Comparator.comparing(
                                plugin -> plugin.trace().orElseThrow().requestedAt()))
                        .map(PluginsEndpoint::entry)
                        .toList());
        return all;
    }

    /**
     * One plugin.
     *
     * @param name the name of its module
     * @return the answer; null if it is not installed
     */
    @ReadOperation
    public @Nullable Map<String, Object> plugin(@Selector String name) {
        return host.plugins().stream()
                .filter(plugin -> plugin.name().equals(name))
                .map(PluginsEndpoint::describe)
                .findFirst()
                .orElse(null);
    }

    /**
     * Imports, unloads or reloads a plugin, and waits for the result.
     *
     * @param name the name of its module
     * @param action {@code import}, {@code unload} or {@code reload}
     * @return the answer: what was done, or why it was not
     */
    @WriteOperation
    public WebEndpointResponse<Map<String, Object>> change(@Selector String name, @Selector String action) {
        String lower = action.toLowerCase(Locale.ROOT);
        Boolean may = switch (lower) {
            case "import" -> allowed.allowImport();
            case "unload" -> allowed.allowUnload();
            case "reload" -> allowed.allowReload();
            default -> null;
        };
        if (may == null) {
            return refused(WebEndpointResponse.STATUS_NOT_FOUND, "No such action; use import, unload or reload");
        }
        if (!may) {
            return refused(
                    FORBIDDEN,
                    "Plugins cannot be changed by " + lower + " here; set pluginhost.endpoint.allow-" + lower
                            + " to true");
        }
        try {
            Map<String, Object> done = switch (lower) {
                case "import" -> imported(name);
                case "unload" -> unloaded(host.unload(name).join().plugins());
                default -> reloaded(host.reload(name).join());
            };
            return new WebEndpointResponse<>(done, WebEndpointResponse.STATUS_OK);
        } catch (PluginException e) {
            return failed(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof PluginException failure) {
                return failed(failure);
            }
            throw e;
        }
    }

    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private static WebEndpointResponse<Map<String, Object>> failed(PluginException failure) {
        int status = failure instanceof PluginNotFoundException ? WebEndpointResponse.STATUS_NOT_FOUND : CONFLICT;
        return new WebEndpointResponse<>(
                Map.of("reason", failure.reason().name(), "error", String.valueOf(failure.getMessage())), status);
    }

    private static WebEndpointResponse<Map<String, Object>> refused(int status, String why) {
        return new WebEndpointResponse<>(Map.of("error", why), status);
    }

    private Map<String, Object> imported(String name) {
        host.importModule(name);
        return Map.of("imported", name);
    }

    private static Map<String, Object> unloaded(List<UnloadReport.Plugin> plugins) {
        return Map.of(
                "unloaded",
                plugins.stream()
                        .map(plugin -> Map.of(
                                "name", plugin.name(),
                                "collection", plugin.collection().name(),
                                "holders",
                                        plugin.holders().stream()
                                                .map(holder -> holder.kind() + ": " + holder.what())
                                                .toList(),
                                "problems", plugin.problems()))
                        .toList());
    }

    private static Map<String, Object> reloaded(ReloadReport report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "reloaded",
                report.plugins().stream()
                        .map(plugin -> Map.of(
                                "name", plugin.name(),
                                "before", plugin.before().map(Object::toString).orElse(""),
                                "after", plugin.after().map(Object::toString).orElse(""),
                                "changed", plugin.changed()))
                        .toList());
        all.putAll(unloaded(report.unloaded()));
        return all;
    }

    private static Map<String, Object> describe(PluginInfo plugin) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", plugin.name());
        plugin.version().ifPresent(version -> all.put("version", version.toString()));
        all.put("timing", plugin.timing().name());
        all.put("state", plugin.state().name());
        all.put("location", plugin.location().toString());
        all.put("provides", plugin.provides());
        all.put("requires", plugin.requires());
        plugin.failure()
                .ifPresent(failure -> all.put(
                        "failure",
                        Map.of(
                                "reason", failure.reason().name(),
                                "stage", failure.stage().name(),
                                "message", failure.message(),
                                "at", failure.at().toString())));
        plugin.trace().ifPresent(trace -> all.put("import", entry(plugin)));
        return all;
    }

    private static Map<String, Object> entry(PluginInfo plugin) {
        PluginInfo.Trace trace = plugin.trace().orElseThrow();
        Map<String, Object> stages = new LinkedHashMap<>();
        trace.times().forEach((stage, time) -> stages.put(stage.name(), millis(time.toNanos())));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", plugin.name());
        all.put("requestedBy", trace.requestedBy());
        all.put("requestedAt", trace.requestedAt().toString());
        all.put("thread", trace.thread());
        all.put("millis", millis(trace.total().toNanos()));
        all.put("stages", stages);
        return all;
    }

    private static double millis(long nanos) {
        return nanos / 1_000_000.0;
    }
}
