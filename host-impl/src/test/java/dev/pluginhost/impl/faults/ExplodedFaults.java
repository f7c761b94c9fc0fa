package dev.pluginhost.impl.faults;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** What befalls the file system that an exploded module is on, from a moment on until it is mended. */
final class ExplodedFaults {

    private ExplodedFaults() {}

    static Object beforeItIsDiscovered(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        befall(files, fault, "");
        ground.opened().refresh();
        return healed(files, ground.importing());
    }

    static Object betweenDiscoveryAndImport(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        befall(files, fault, "");
        return healed(files, ground.importing());
    }

    static Object whenItsClassIsLoaded(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        befall(files, fault, "Main.class");
        return healed(files, ground.importing());
    }

    static Object whenTheTypeOfItsServiceIsLoaded(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        befall(files, fault, "Greeting.class");
        return healed(files, ground.importing());
    }

    static Object whenAnotherClassIsLoaded(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        ImportedModule module = ground.opened().importModule(FaultGround.PLUGIN);
        befall(files, fault, "");
        return healed(files, FaultGround.load(module));
    }

    static Object whenAResourceIsRead(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        ImportedModule module = ground.opened().importModule(FaultGround.PLUGIN);
        befall(files, fault, "");
        return healed(files, FaultGround.read(module));
    }

    /** Which needs nothing of the file system. */
    static Object beforeItIsUnloaded(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        PluginHost host = ground.opened();
        host.importModule(FaultGround.PLUGIN);
        befall(files, fault, "");
        return healed(files, FaultGround.outcome(host.unload(FaultGround.PLUGIN)));
    }

    static Object beforeItIsReloaded(FaultGround ground, ReadFault fault) {
        FaultyFileSystem files = installed(ground);
        PluginHost host = ground.opened();
        host.importModule(FaultGround.PLUGIN);
        befall(files, fault, "");
        return healed(files, FaultGround.outcome(host.reload(FaultGround.PLUGIN)));
    }

    private static FaultyFileSystem installed(FaultGround ground) {
        Path home = ground.plugins.resolve(".exploded");
        ground.serving().explodedIn(home);
        FaultyFileSystem files = new FaultyFileSystem(FileSystems.getDefault());
        ground.open(builder -> builder.plugins(files.path(home)));
        return files;
    }

    private static void befall(FaultyFileSystem files, ReadFault fault, String end) {
        files.befall((operation, file) -> {
            if (file.toString().endsWith(end)) {
                fault.befall(operation, file, file);
            }
        });
    }

    private static Object healed(FaultyFileSystem files, Object outcome) {
        files.heal();
        return outcome;
    }
}
