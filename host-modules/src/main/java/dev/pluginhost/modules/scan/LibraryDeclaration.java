package dev.pluginhost.modules.scan;

import java.io.IOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Modifier;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the declaration of a jar that cannot be a module, and so only a library of a bundle. It has the jar's packages. If only this
 * Java cannot use the jar's declaration, it has the name, version and providers of that; else a name after the file. Stateless.
 */
public final class LibraryDeclaration {

    /** Where a class file has the release of Java that it is for, and the first release that has modules. */
    private static final int RELEASE = 7;

    private static final byte FIRST_RELEASE = 53;

    /** No compiler or tool makes a declaration that is mandated; some make one that is synthetic. */
    private static final Set<Modifier> DECLARED = Set.of(Modifier.MANDATED);

    private static final Set<Modifier> MADE_UP = Set.of(Modifier.SYNTHETIC, Modifier.MANDATED);

    private LibraryDeclaration() {}

    /** A real declaration without what marks one of these: a file may have it, and means nothing by it. */
    public static ModuleDescriptor unmarked(ModuleDescriptor marked) {
        Set<Modifier> modifiers = new HashSet<>(marked.modifiers());
        modifiers.remove(Modifier.MANDATED);
        try {
            return Declarations.with(marked, modifiers, marked.requires());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InvalidModuleDescriptorException(e.getMessage());
        }
    }

    /** For a jar that has this layout, and is open. */
    public static ModuleDescriptor of(Path jar, ZipFile zip, Layout layout) throws IOException {
        Set<String> packages = layout.namedPackages();
        ZipEntry entry = zip.getEntry(SourceWalk.MODULE_INFO);
        ModuleDescriptor declared = entry == null ? null : declared(zip, entry, packages);
        String name = declared == null ? name(jar) : declared.name();
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name, entry == null ? MADE_UP : DECLARED)
                .packages(packages);
        if (declared != null) {
            declared.rawVersion().ifPresent(builder::version);
            for (Provides provides : declared.provides()) {
                provide(provides, builder);
            }
        }
        return builder.build();
    }

    /** Adds what a declaration provides, unless the JDK's builder refuses one of the names: an index is read with it, too. */
    private static void provide(Provides provides, ModuleDescriptor.Builder builder) {
        try {
            builder.provides(provides.service(), provides.providers());
        } catch (IllegalArgumentException e) {
            return; // such as of a class that is called a-b, which only other languages have
        }
    }

    private static @Nullable ModuleDescriptor declared(ZipFile zip, ZipEntry entry, Set<String> packages)
            throws IOException {
        byte[] bytes = ReadLimits.moduleInfo(zip, entry);
        if (bytes.length > RELEASE) {
            bytes[RELEASE] = FIRST_RELEASE;
        }
        try {
            return ModuleDescriptor.read(ByteBuffer.wrap(bytes), () -> packages);
        } catch (InvalidModuleDescriptorException e) {
            return null;
        }
    }

    /** The name after a file, as a module has it; a part that is no identifier, such as a number, has an underscore before it. */
    public static String name(Path jar) {
        StringBuilder name = new StringBuilder();
        for (String part : JarName.moduleName(SourceWalk.name(jar)).split("\\.", -1)) {
            boolean legal = true;
            try {
                ModuleDescriptor.newModule(part);
            } catch (IllegalArgumentException e) {
                legal = false;
            }
            name.append(name.isEmpty() ? "" : ".").append(legal ? "" : "_").append(part);
        }
        return name.toString().equals("_") ? "_library" : name.toString();
    }
}
