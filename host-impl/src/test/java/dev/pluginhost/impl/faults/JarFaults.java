package dev.pluginhost.impl.faults;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What befalls the jar of a plugin, at each stage of its import and after it. */
final class JarFaults {

    private JarFaults() {}

    static Object beforeItIsDiscovered(FaultGround ground, FileFault fault) throws IOException {
        fault.befall(ground.install(ground.victim()));
        ground.open();
        return ground.importing();
    }

    static Object betweenDiscoveryAndImport(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        ground.open();
        fault.befall(jar);
        return ground.importing();
    }

    static Object whileWhatItRequiresStarts(FaultGround ground, FileFault fault) {
        Path base = PluginSource.plugin("acme.base")
                .onStart(AppCall.source("start") + ";")
                .jar(ground.plugins);
        Path jar = ground.install(ground.victim().requires("acme.base").compiledAgainst(base));
        ground.open();
        ground.atStart = () -> {
            fault.befall(jar);
            return jar;
        };
        return ground.importing();
    }

    /** As the import goes on to a stage, before anything is done there. */
    static Object atStage(FaultGround ground, ImportStage stage, FileFault fault) {
        Path jar = ground.install(ground.victim());
        Queue<ImportStage> next = new ConcurrentLinkedQueue<>();
        ground.open(() -> ground.hostThatImports(() -> {
            if (next.poll() == stage) {
                befall(fault, jar);
            }
        }));
        next.addAll(List.of(ImportStage.OPEN, ImportStage.RESOLVE, ImportStage.DEFINE, ImportStage.START));
        return ground.importing();
    }

    static Object inItsStart(FaultGround ground, FileFault fault) {
        Path jar = ground.install(ground.victim());
        ground.open();
        ground.atStart = () -> {
            fault.befall(jar);
            return jar;
        };
        return ground.importing();
    }

    static Object beforeAClassIsLoaded(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        ground.open();
        ImportedModule module = ground.opened().importModule(FaultGround.PLUGIN);
        fault.befall(jar);
        return FaultGround.load(module);
    }

    /** The jar is closed then, as another one needs its place. */
    static Object beforeAClassIsLoadedFromTheIdleJar(FaultGround ground, FileFault fault) throws IOException {
        return FaultGround.load(importedAndIdle(ground, fault));
    }

    static Object beforeAResourceIsReadFromTheIdleJar(FaultGround ground, FileFault fault) throws IOException {
        return FaultGround.read(importedAndIdle(ground, fault));
    }

    static Object beforeAResourceIsRead(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        ground.open();
        ImportedModule module = ground.opened().importModule(FaultGround.PLUGIN);
        fault.befall(jar);
        return FaultGround.read(module);
    }

    static Object beforeItIsUnloaded(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        PluginHost host = ground.open();
        host.importModule(FaultGround.PLUGIN);
        fault.befall(jar);
        return FaultGround.outcome(host.unload(FaultGround.PLUGIN));
    }

    static Object beforeItIsReloaded(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        PluginHost host = ground.open();
        host.importModule(FaultGround.PLUGIN);
        fault.befall(jar);
        return FaultGround.outcome(host.reload(FaultGround.PLUGIN));
    }

    /** The new jar, after it was looked at, as the old plugin stops. */
    static Object duringAReload(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        PluginHost host = ground.open();
        host.importModule(FaultGround.PLUGIN);
        Path next = ground.victim().version("2").jar(ground.plugins.resolve("acme.a.next"));
        Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
        ground.atStop = () -> {
            ground.atStop = () -> jar;
            fault.befall(jar);
            return jar;
        };
        return FaultGround.outcome(host.reload(FaultGround.PLUGIN));
    }

    /** What befalls a library that only this plugin has; its own jar is open by then. */
    static Object toALibraryOfItsBundle(FaultGround ground, FileFault fault) throws IOException {
        Path bundle =
                Bundle.of(ground.victim(), PluginSource.module("acme.library")).in(ground.plugins, FaultGround.PLUGIN);
        ground.open();
        fault.befall(bundle.resolve("acme.library.jar"));
        return ground.importing();
    }

    private static ImportedModule importedAndIdle(FaultGround ground, FileFault fault) throws IOException {
        Path jar = ground.install(ground.victim());
        ground.open(builder -> builder.openFiles(1));
        ImportedModule module = ground.opened().importModule(FaultGround.PLUGIN);
        ground.othersWork(); // which takes the place
        fault.befall(jar);
        return module;
    }

    private static void befall(FileFault fault, Path jar) {
        try {
            fault.befall(jar);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
