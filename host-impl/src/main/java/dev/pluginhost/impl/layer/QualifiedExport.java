package dev.pluginhost.impl.layer;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A package that an earlier plugin exports, or opens, to named modules of later ones. The JDK looks for the named module when it
 * defines the one that exports, when the other is not there yet ({@code Module.initExportsAndOpens}). Immutable.
 */
record QualifiedExport(
        ModuleLayer.Controller controller, Module source, String packageName, Set<String> targets, boolean opens) {

    /** Those of a layer that name modules which neither it nor its parents have; mostly there are none. */
    static List<QualifiedExport> of(ModuleLayer.Controller controller) {
        List<QualifiedExport> found = new ArrayList<>();
        Configuration exporter = controller.layer().configuration();
        for (Module source : controller.layer().modules()) {
            for (Exports exports : source.getDescriptor().exports()) {
                if (reachesAny(exports.targets(), exporter)) {
                    found.add(new QualifiedExport(controller, source, exports.source(), exports.targets(), false));
                }
            }
            for (Opens opens : source.getDescriptor().opens()) {
                if (reachesAny(opens.targets(), exporter)) {
                    found.add(new QualifiedExport(controller, source, opens.source(), opens.targets(), true));
                }
            }
        }
        return found;
    }

    private static boolean reachesAny(Set<String> targets, Configuration exporter) {
        for (String target : targets) {
            if (reaches(targets, target, exporter)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a later module is meant: one that the exporter has itself, or its parents, is meant before others of its name. */
    static boolean reaches(Set<String> targets, String module, Configuration exporter) {
        return targets.contains(module) && exporter.findModule(module).isEmpty();
    }

    /** Exports or opens the package to modules of a later layer. */
    void applyTo(ModuleLayer later) {
        for (Module target : later.modules()) {
            if (reaches(targets, target.getName(), controller.layer().configuration())) {
                if (opens) {
                    controller.addOpens(source, packageName, target);
                } else {
                    controller.addExports(source, packageName, target);
                }
            }
        }
    }
}
