package dev.pluginhost.modules.scan;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Modifier;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Set;

/** Makes declarations that are like others. Stateless. */
public final class Declarations {

    private Declarations() {}

    /** The same declaration with other requirements. */
    public static ModuleDescriptor requiring(ModuleDescriptor module, Set<Requires> required) {
        return with(module, module.modifiers(), required);
    }

    static ModuleDescriptor with(ModuleDescriptor module, Set<Modifier> modifiers, Set<Requires> required) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(module.name(), modifiers);
        for (Requires requires : required) { // no method references, as each costs time before the first import
            builder.requires(requires);
        }
        for (Exports exports : module.exports()) {
            builder.exports(exports);
        }
        for (Opens opens : module.opens()) {
            builder.opens(opens);
        }
        for (Provides provides : module.provides()) {
            builder.provides(provides);
        }
        for (String service : module.uses()) {
            builder.uses(service);
        }
        if (module.version().isPresent()) {
            builder.version(module.version().get());
        }
        if (module.mainClass().isPresent()) {
            builder.mainClass(module.mainClass().get());
        }
        return builder.packages(module.packages()).build();
    }
}
