package dev.pluginhost.impl.faults;

import dev.pluginhost.PluginHost;
import java.time.Duration;

/** What a plugin's stop may do wrong. */
final class StopFaults {

    private StopFaults() {}

    /** Plugin code as the body of a stop. */
    static Object runs(FaultGround ground, String stop) {
        return stopped(ground, stop, Duration.ofSeconds(20));
    }

    /** The host is impatient, as the stop never returns by itself. */
    static Object hangs(FaultGround ground, String stop) {
        return stopped(ground, stop, Duration.ofMillis(500));
    }

    /** What the application does for the plugin while that stops. */
    static Object calls(FaultGround ground, Call call) {
        ground.atStop = () -> {
            ground.atStop = () -> "nothing"; // the plugin that is mended is left alone
            return call.on(ground.opened());
        };
        return runs(ground, "");
    }

    /** The import that is not waited for goes on when the plugin has left. */
    static Object importsItself(FaultGround ground) {
        Object outcome = calls(ground, host -> host.importModule(FaultGround.PLUGIN));
        ground.importing();
        return outcome;
    }

    /** Something that a stop asks the host for. */
    interface Call {
        Object on(PluginHost host) throws Exception;
    }

    private static Object stopped(FaultGround ground, String stop, Duration deadline) {
        ground.install(ground.victim("", stop));
        PluginHost host = ground.open(builder -> builder.stopTimeout(deadline));
        host.importModule(FaultGround.PLUGIN);
        return FaultGround.outcome(host.unload(FaultGround.PLUGIN));
    }
}
