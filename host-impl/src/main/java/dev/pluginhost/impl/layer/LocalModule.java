package dev.pluginhost.impl.layer;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Opens;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A module of a {@link PluginClassLoader}. Thread-safe: immutable but for what is noted of signers. */
final class LocalModule {

    /** As {@link java.security.SecureClassLoader} has it, but one for all; it is read-only as soon as a domain has it. */
    private static final PermissionCollection NO_PERMISSIONS = new Permissions();

    private final String name;
    private final OpenModule content;
    private final ClassLoader loader;
    private final ProtectionDomain unsigned;
    private final boolean opensAll;

    /** The packages that it opens to everyone. */
    private final Set<String> open;

    /** By who has signed the classes, in a jar that is signed; guarded by this object's monitor. */
    private @Nullable Map<List<CodeSigner>, ProtectionDomain> signed;

    LocalModule(ModuleDescriptor descriptor, OpenModule content, ClassLoader loader) {
        this.name = descriptor.name();
        this.content = content;
        this.loader = loader;
        this.unsigned = domain(new CodeSource(content.location(), (CodeSigner[]) null));
        this.opensAll = descriptor.isOpen() || descriptor.isAutomatic();
        Set<String> toAll = new HashSet<>();
        for (Opens opens : descriptor.opens()) {
            if (!opens.isQualified()) {
                toAll.add(opens.source());
            }
        }
        this.open = Set.copyOf(toAll);
    }

    String name() {
        return name;
    }

    OpenModule content() {
        return content;
    }

    boolean opens(String packageName) {
        return opensAll || open.contains(packageName);
    }

    /** The domain of classes that these have signed; always the same for the same ones. */
    ProtectionDomain domain(CodeSigner @Nullable [] signers) {
        if (signers == null) {
            return unsigned;
        }
        synchronized (this) {
            if (signed == null) {
                signed = new HashMap<>();
            }
            return signed.computeIfAbsent(
                    List.of(signers), absent -> domain(new CodeSource(content.location(), signers)));
        }
    }

    private ProtectionDomain domain(CodeSource source) {
        return new ProtectionDomain(source, NO_PERMISSIONS, loader, null);
    }
}
