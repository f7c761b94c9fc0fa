package dev.pluginhost.impl.faults;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.impl.fixtures.LiveLoaders;
import dev.pluginhost.testkit.PluginSource;

/** An error that may come out of a plugin's code, wherever the host runs that. */
enum CodeFault {
    MEMORY("OutOfMemoryError", "throw new OutOfMemoryError(\"plugin\");"),
    STACK("StackOverflowError", "Deep.fall();");

    private final String error;
    private final String statement;

    CodeFault(String error, String statement) {
        this.error = error;
        this.statement = "if (true) { " + statement + " }"; // the compiler is to think that code goes on
    }

    Object inItsStart(FaultGround ground) {
        return imported(ground, victim(ground, statement, ""));
    }

    Object inAStaticInitialiser(FaultGround ground) {
        return imported(
                ground,
                victim(ground, "Bad.touch();", "")
                        .source("acme.a.Bad", "class Bad { static { " + statement + " } static void touch() {} }"));
    }

    Object inItsConstructor(FaultGround ground) {
        return imported(
                ground,
                withDepth(PluginSource.module(FaultGround.PLUGIN))
                        .requires("dev.pluginhost")
                        .declares("provides dev.pluginhost.plugin.Plugin with acme.a.Bad")
                        .source("acme.a.Bad", """
                        public class Bad implements dev.pluginhost.plugin.Plugin {
                            public Bad() { %s %s }
                            public void start(dev.pluginhost.plugin.PluginContext context) {}
                        }
                        """.formatted(
                                        LiveLoaders.NOTE.replace("Main.class", "Bad.class"), statement)));
    }

    Object inTheConstructorOfAProvider(FaultGround ground) throws InterruptedException {
        imported(
                ground,
                victim(ground, "", "")
                        .declares("provides Runnable with acme.a.Task")
                        .source(
                                "acme.a.Task",
                                "public class Task implements Runnable { public Task() { " + statement
                                        + " } public void run() {} }"));
        return ground.log.await("Plugin acme.a is without its service java.lang.Runnable");
    }

    Object inItsStop(FaultGround ground) {
        return unloaded(ground, victim(ground, "", statement));
    }

    Object inAResourceOfIt(FaultGround ground) {
        return unloaded(ground, victim(ground, "context.closeWithPlugin(() -> { " + statement + " });", ""));
    }

    /** A resource that is closed because the start fails. */
    Object inAResourceOfItsFailedStart(FaultGround ground) throws InterruptedException {
        imported(
                ground,
                victim(
                        ground,
                        "context.closeWithPlugin(() -> { " + statement + " });"
                                + " if (true) throw new IllegalStateException(\"no\");",
                        ""));
        return ground.log.await("Plugin acme.a failed to close a resource");
    }

    /** A listener of the application's that calls a service of the plugin. */
    Object inAListener(FaultGround ground) throws InterruptedException {
        ground.install(victim(ground, "", "")
                .declares("provides Runnable with acme.a.Task")
                .source(
                        "acme.a.Task",
                        "public class Task implements Runnable { public void run() { " + statement + " } }"));
        PluginHost host = ground.open();
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                module.services(Runnable.class).forEach(Runnable::run);
            }
        });
        ground.importing();
        return ground.log.await("failed when it was notified that plugin acme.a is imported");
    }

    @Override
    public String toString() {
        return error;
    }

    private PluginSource victim(FaultGround ground, String start, String stop) {
        return withDepth(ground.victim(start, stop));
    }

    private static PluginSource withDepth(PluginSource source) {
        return source.source("acme.a.Deep", "class Deep { static int fall() { return 1 + fall(); } }");
    }

    private static Object imported(FaultGround ground, PluginSource source) {
        ground.install(source);
        ground.open();
        return ground.importing();
    }

    private static Object unloaded(FaultGround ground, PluginSource source) {
        imported(ground, source);
        return FaultGround.outcome(ground.opened().unload(FaultGround.PLUGIN));
    }
}
