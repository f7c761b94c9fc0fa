package dev.pluginhost.impl.layer;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Opens;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A module of a {@link PluginClassLoader}. Immutable. */
final class LocalModule {

    private final String name;
    private final OpenModule content;
    private final CodeSource unsigned;
    private final boolean opensAll;

    /** The packages that it opens to everyone. */
    private final Set<String> open;

    LocalModule(ModuleDescriptor descriptor, OpenModule content) {
        this.name = descriptor.name();
        this.content = content;
        this.unsigned = new CodeSource(content.location(), (CodeSigner[]) null);
        this.opensAll = descriptor.isOpen() || descriptor.isAutomatic();
        this.open = descriptor.opens().stream()
                .filter(opens -> !opens.isQualified())
                .map(Opens::source)
                .collect(Collectors.toUnmodifiableSet());
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

    CodeSource codeSource(CodeSigner @Nullable [] signers) {
        return signers == null ? unsigned : new CodeSource(content.location(), signers);
    }
}
