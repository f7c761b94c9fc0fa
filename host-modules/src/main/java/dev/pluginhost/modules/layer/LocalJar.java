package dev.pluginhost.modules.layer;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** A jar or directory that a loader defines classes of: the plugin's module, or a library. Thread-safe. */
final class LocalJar {

    /** As {@link java.security.SecureClassLoader} has it, but one for all; it is read-only once a domain has it. */
    private static final PermissionCollection NO_PERMISSIONS = new Permissions();

    private static final Manifest NO_MANIFEST = new Manifest();

    final OpenModule content;
    final ModuleDescriptor descriptor;
    private final ClassLoader loader;
    private final ProtectionDomain unsigned;

    /** By signers; any thread adds one. */
    private final Map<List<CodeSigner>, ProtectionDomain> signed = new ConcurrentHashMap<>();

    /** Null before it is read, by the thread that first defines a class of the library; others may read the same. */
    private volatile @Nullable Manifest manifest;

    LocalJar(OpenModule content, ClassLoader loader) {
        this.content = content;
        this.descriptor = content.artifact.descriptor();
        this.loader = loader;
        this.unsigned = newDomain(null);
    }

    /** The domain of classes that these have signed; always the same for the same ones. */
    ProtectionDomain domain(CodeSigner @Nullable [] signers) {
        return signers == null ? unsigned : signed.computeIfAbsent(List.of(signers), absent -> newDomain(signers));
    }

    private ProtectionDomain newDomain(CodeSigner @Nullable [] signers) {
        return new ProtectionDomain(new CodeSource(content.location(), signers), NO_PERMISSIONS, loader, null);
    }

    /** What the manifest says of a package in a library, or of all; null if nothing. */
    @Nullable
    String attribute(String packageName, Attributes.Name name) throws IOException {
        Manifest known = manifest;
        if (known == null) {
            try (InputStream in = content.open("META-INF/MANIFEST.MF")) {
                known = in == null ? NO_MANIFEST : new Manifest(in);
            }
            manifest = known;
        }
        Attributes own = known.getAttributes(packageName.replace('.', '/').concat("/"));
        String value = own == null ? null : own.getValue(name);
        return value != null ? value : known.getMainAttributes().getValue(name);
    }
}
