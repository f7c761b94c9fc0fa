package acme.application;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Ends when it has seen a plugin in two versions, the second one compiled while this runs, as a developer does in another terminal. */
public final class Main {

    private Main() {}

    /** The arguments are the name of the plugin, its source file, and the command that compiles it. */
    public static void main(String[] arguments) throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Path source = Path.of(arguments[1]);
        try (PluginHost host = PluginHost.builder().noIndex().build()) {
            host.listen(new PluginListener() {
                @Override
                public void imported(ImportedModule module) {
                    seen.add((String) module.services(Supplier.class).get(0).get());
                }
            });
            host.start();
            host.importModule(arguments[0]);
            System.out.println("The application sees " + seen.poll(60, TimeUnit.SECONDS));
            Files.writeString(source, Files.readString(source).replace("one", "two"));
            int code = new ProcessBuilder(Arrays.asList(arguments).subList(2, arguments.length))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("The command that compiles ended with " + code);
            }
            System.out.println("The application sees " + seen.poll(120, TimeUnit.SECONDS));
            String more = seen.poll(2, TimeUnit.SECONDS); // one compilation is one reload
            System.out.println("The application " + (Main.class.getModule().isNamed() ? "is a module" : "is on the class path")
                    + " and has seen " + (more == null ? "no more" : more) + " in " + Path.of("").toAbsolutePath());
        }
    }
}
