package dev.pluginhost.impl.layer;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.util.Set;

/**
 * Exports and opens of an earlier plugin that name a module of a later one. The JDK looks for the named module when it defines
 * the one that exports, when the other is not there yet ({@code Module.initExportsAndOpens}). An export that the earlier layer
 * could satisfy by itself or by its parents means that module, and no other of the name.
 */
final class QualifiedExports {

    private QualifiedExports() {}

    /** Whether an export of a module of that configuration, to these targets, is passed on to a later module. */
    static boolean reach(String module, Set<String> targets, Configuration exporter) {
        return targets.contains(module) && exporter.findModule(module).isEmpty();
    }

    /** Whether a module of a layer exports or opens anything to modules that neither it nor its parents have. */
    static boolean goBeyond(ModuleLayer layer) {
        for (Module source : layer.modules()) {
            ModuleDescriptor descriptor = source.getDescriptor();
            for (Exports exports : descriptor.exports()) {
                if (goBeyond(exports.targets(), layer.configuration())) {
                    return true;
                }
            }
            for (Opens opens : descriptor.opens()) {
                if (goBeyond(opens.targets(), layer.configuration())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean goBeyond(Set<String> targets, Configuration exporter) {
        for (String target : targets) {
            if (reach(target, targets, exporter)) {
                return true;
            }
        }
        return false;
    }

    /** Exports and opens what a layer has for modules of a later one to them. */
    static void wire(ModuleLayer.Controller earlier, ModuleLayer later) {
        Configuration exporter = earlier.layer().configuration();
        for (Module source : earlier.layer().modules()) {
            ModuleDescriptor descriptor = source.getDescriptor();
            for (Module target : later.modules()) {
                for (Exports exports : descriptor.exports()) {
                    if (reach(target.getName(), exports.targets(), exporter)) {
                        earlier.addExports(source, exports.source(), target);
                    }
                }
                for (Opens opens : descriptor.opens()) {
                    if (reach(target.getName(), opens.targets(), exporter)) {
                        earlier.addOpens(source, opens.source(), target);
                    }
                }
            }
        }
    }
}
