package dev.pluginhost.verify;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.modules.check.InspectedPlugin;
import dev.pluginhost.verify.ClassModel.Member;
import dev.pluginhost.verify.Finding.Cause;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Checks that what a plugin provides can be made, as {@link java.util.ServiceLoader} requires it of a provider in a named module. */
final class ProviderCheck {

    private final InspectedPlugin plugin;
    private final Hierarchy hierarchy;
    private final FindingList findings;

    ProviderCheck(InspectedPlugin plugin, Hierarchy hierarchy, FindingList findings) {
        this.plugin = plugin;
        this.hierarchy = hierarchy;
        this.findings = findings;
    }

    /** With the plugin's classes, of which the first is in its module. */
    void run(List<FoundClass> classes) {
        FoundClass any = classes.stream()
                .filter(each -> !plugin.isLibrary(each))
                .findFirst()
                .orElse(null);
        for (Provides provides : plugin.descriptor().provides()) {
            for (String provider : provides.providers()) {
                FoundClass found = any == null ? null : any.find(provider.replace('.', '/'));
                ClassModel model = found == null ? null : hierarchy.model(found);
                String service = provides.service().replace('.', '/');
                boolean isWanted = any != null && any.find(service) != null; // else nobody can ask for it
                String wrong = !isWanted
                        ? null
                        : found == null ? "it is not there" : model == null ? null : wrong(model, service);
                if (wrong != null) {
                    findings.add(
                            Severity.ERROR,
                            Cause.PROVIDER,
                            provider,
                            "Class " + provider + " cannot be provided as " + provides.service() + " by plugin "
                                    + plugin.descriptor().name() + ": " + wrong,
                            "make it a public class with a public constructor without parameters that implements the"
                                    + " service, or give it a public static method provider() that returns one",
                            null);
                }
            }
        }
    }

    /** What is wrong; null if nothing is, or if that cannot be seen. */
    private @Nullable String wrong(ClassModel provider, String service) {
        if (!provider.is(Opcodes.ACC_PUBLIC)) {
            return "it is not public";
        }
        Member method = plugin.descriptor().isAutomatic() ? null : providerMethod(provider);
        if (method != null) {
            Type returned = Type.getReturnType(method.descriptor());
            FoundClass result =
                    returned.getSort() == Type.OBJECT ? provider.file.find(returned.getInternalName()) : null;
            ClassModel model = result == null ? null : hierarchy.model(result);
            return model == null || isA(model, service)
                    ? null
                    : "its method provider() returns " + returned.getClassName() + ", which is none";
        }
        Member constructor = provider.methods.get("<init>()V");
        if (provider.is(Opcodes.ACC_ABSTRACT)) {
            return "it is abstract";
        }
        if (constructor == null || !constructor.is(Opcodes.ACC_PUBLIC)) {
            return "it has no public constructor without parameters";
        }
        return isA(provider, service) ? null : "it does not implement it";
    }

    private static @Nullable Member providerMethod(ClassModel provider) {
        for (Member method : provider.methods.values()) {
            if (method.name().equals("provider")
                    && method.descriptor().startsWith("()")
                    && method.is(Opcodes.ACC_PUBLIC)
                    && method.is(Opcodes.ACC_STATIC)) {
                return method;
            }
        }
        return null;
    }

    private boolean isA(ClassModel type, String service) {
        return hierarchy.isSubtype(type, service) || !hierarchy.isComplete(type);
    }
}
