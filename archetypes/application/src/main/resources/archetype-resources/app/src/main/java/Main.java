package ${package};

import ${package}.api.Greeter;
import dev.pluginhost.PluginHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks all plugins in the directory {@code plugins} for a greeting, and asks again each second, until you press Enter. */
public final class Main {

    private String shown = "";

    public static void main(String[] args) throws IOException, InterruptedException {
        Path plugins = Files.createDirectories(Path.of("plugins")).toAbsolutePath();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (PluginHost host = host(plugins).build()) {
            host.start();
            System.out.println("Plugins are in " + plugins + ". Press Enter to stop.");
            Main main = new Main();
            timer.scheduleWithFixedDelay(() -> main.show(host), 0, 1, TimeUnit.SECONDS);
            System.in.read(); // a server waits for its end here
            timer.shutdown();
            timer.awaitTermination(5, TimeUnit.SECONDS);
        } finally {
            timer.shutdownNow();
        }
    }

    /** The host follows what changes in the directory. */
    static PluginHost.Builder host(Path plugins) {
        return PluginHost.builder().plugins(plugins).watch();
    }

    /** Imports all plugins that provide a {@link Greeter}. It keeps none of them, so that each can be replaced. */
    static List<String> greetings(PluginHost host) {
        return host.importServices(Greeter.class).join().stream()
                .map(greeter -> greeter.greet("world"))
                .toList();
    }

    /** Shows the greetings if they are not those that are shown already. */
    private void show(PluginHost host) {
        String line;
        try {
            line = "Greetings: " + greetings(host);
        } catch (RuntimeException | LinkageError e) {
            line = "A plugin failed: " + e;
        }
        if (!line.equals(shown)) {
            shown = line;
            System.out.println(line);
        }
    }
}
