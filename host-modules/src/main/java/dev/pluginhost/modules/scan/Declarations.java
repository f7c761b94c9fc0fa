package dev.pluginhost.modules.scan;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Modifier;
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
        required.forEach(builder::requires);
        module.exports().forEach(builder::exports);
        module.opens().forEach(builder::opens);
        module.provides().forEach(builder::provides);
        module.uses().forEach(builder::uses);
        module.version().ifPresent(builder::version);
        module.mainClass().ifPresent(builder::mainClass);
        return builder.packages(module.packages()).build();
    }
}
