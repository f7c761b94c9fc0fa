package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.JarName;
import dev.pluginhost.impl.scan.Layout;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.SourceWalk;
import java.io.IOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the declaration of a jar that cannot be a module, and so only a library of a bundle. It has the jar's packages, and the
 * name and version of a declaration that only this Java cannot use; else a name after the file. Stateless.
 */
final class LibraryDeclaration {

    /** Where a class file has the release of Java that it is for, and the first release that has modules. */
    private static final int RELEASE = 7;

    private static final byte FIRST_RELEASE = 53;

    private LibraryDeclaration() {}

    static ModuleDescriptor of(Path jar, ZipFile zip, Layout layout) throws IOException {
        Set<String> packages = layout.namedPackages();
        ModuleDescriptor declared = declared(zip, packages);
        String name = declared == null ? name(JarName.moduleName(SourceWalk.name(jar))) : declared.name();
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name, Set.of(ModuleDescriptor.Modifier.SYNTHETIC))
                .packages(packages);
        if (declared != null && declared.rawVersion().isPresent()) {
            builder.version(declared.rawVersion().get());
        }
        return builder.build();
    }

    private static @Nullable ModuleDescriptor declared(ZipFile zip, Set<String> packages) throws IOException {
        ZipEntry entry = zip.getEntry(SourceWalk.MODULE_INFO);
        if (entry == null) {
            return null;
        }
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

    /** A module's name that is like a text: a part that is no identifier, such as a number, has an underscore before it. */
    private static String name(String derived) {
        StringBuilder name = new StringBuilder();
        for (String part : derived.split("\\.", -1)) {
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
