package dev.pluginhost.impl.faults;

import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;

/** A disk that is full where plugins keep their data. */
final class DataFaults {

    static final String FULL = "No space left on device";

    private static final String WRITE =
            "java.nio.file.Files.writeString(context.dataDirectory().resolve(\"note\"), \"kept\");";

    private DataFaults() {}

    static Object whenItIsMade(FaultGround ground) {
        return fullAt(ground, Operation.CHANGE, "context.dataDirectory();", "");
    }

    static Object whenTheStartWrites(FaultGround ground) {
        return fullAt(ground, Operation.WRITE, WRITE, "");
    }

    static Object whenTheStopWrites(FaultGround ground) {
        fullAt(ground, Operation.WRITE, "context.dataDirectory();", WRITE);
        return FaultGround.outcome(ground.opened().unload(FaultGround.PLUGIN));
    }

    static Object whenAResourceOfItWrites(FaultGround ground) {
        String flush = "java.nio.file.Path data = context.dataDirectory(); context.closeWithPlugin(() ->"
                + " java.nio.file.Files.writeString(data.resolve(\"note\"), \"kept\"));";
        fullAt(ground, Operation.WRITE, flush, "");
        return FaultGround.outcome(ground.opened().unload(FaultGround.PLUGIN));
    }

    /** A plugin that can do without its data. */
    static Object whenThePluginExpectsIt(FaultGround ground) {
        return fullAt(
                ground,
                Operation.WRITE,
                "try { " + WRITE + " } catch (java.io.IOException full) { Probe.say(\"full\"); }",
                "");
    }

    private static Object fullAt(FaultGround ground, Operation full, String start, String stop) {
        ground.install(ground.victim(start, stop));
        FaultyFileSystem disk = new FaultyFileSystem(FileSystems.getDefault());
        disk.befall((operation, file) -> {
            if (operation == full) {
                throw noSpace(file.toString());
            }
        });
        ground.open(builder -> builder.dataDirectory(disk.path(ground.plugins.resolve(".data"))));
        return ground.importing();
    }

    private static IOException noSpace(String file) {
        return new FileSystemException(file, null, FULL);
    }
}
