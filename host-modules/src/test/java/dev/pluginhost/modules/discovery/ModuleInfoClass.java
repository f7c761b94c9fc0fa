package dev.pluginhost.modules.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Modifier;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Writes a {@code module-info.class}, so that tests can have any, legal or not, without a compiler. */
final class ModuleInfoClass {

    static final int JAVA_17 = 61;

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;
    private static final int ACC_MODULE = 0x8000;
    private static final int ACC_MANDATED = 0x8000;
    private static final int ACC_STATIC = 0x0040;
    private static final int ACC_SYNTHETIC = 0x1000;

    private record Constant(int tag, Object value) {}

    private final Map<Constant, Integer> pool = new LinkedHashMap<>();

    private final String name;

    private ModuleInfoClass(String name) {
        this.name = name;
    }

    /** A module without anything, called what no compiler would let it be called. */
    static byte[] called(String name) {
        return of(name, Artifact.declare("any").build(), JAVA_17, Set.of());
    }

    /** As a compiler writes it: the packages of the module are those found beside it. */
    static byte[] of(ModuleDescriptor descriptor) {
        return of(descriptor, JAVA_17, Set.of());
    }

    /** As the jar tool writes it, if there are any packages: they are listed in it. */
    static byte[] of(ModuleDescriptor descriptor, int classFileVersion, Collection<String> packages) {
        return of(descriptor.name(), descriptor, classFileVersion, packages);
    }

    private static byte[] of(
            String name, ModuleDescriptor descriptor, int classFileVersion, Collection<String> packages) {
        try {
            return new ModuleInfoClass(name).write(descriptor, classFileVersion, packages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] write(ModuleDescriptor descriptor, int classFileVersion, Collection<String> packages)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(ACC_MODULE);
        out.writeShort(named(CLASS, "module-info"));
        out.writeShort(0); // superclass
        out.writeShort(0); // interfaces
        out.writeShort(0); // fields
        out.writeShort(0); // methods
        out.writeShort(packages.isEmpty() ? 1 : 2);
        attribute(out, "Module", moduleAttribute(descriptor));
        if (!packages.isEmpty()) {
            attribute(out, "ModulePackages", packagesAttribute(packages));
        }

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(file);
        head.writeInt(0xCAFEBABE);
        head.writeShort(0);
        head.writeShort(classFileVersion);
        head.writeShort(pool.size() + 1);
        for (Constant constant : pool.keySet()) {
            head.writeByte(constant.tag());
            if (constant.value() instanceof String text) {
                head.writeUTF(text);
            } else {
                head.writeShort((Integer) constant.value());
            }
        }
        body.writeTo(head);
        return file.toByteArray();
    }

    private byte[] moduleAttribute(ModuleDescriptor descriptor) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(named(MODULE, name));
        out.writeShort((descriptor.modifiers().contains(Modifier.SYNTHETIC) ? ACC_SYNTHETIC : 0)
                | (descriptor.modifiers().contains(Modifier.MANDATED) ? ACC_MANDATED : 0));
        String version = descriptor.rawVersion().orElse(null);
        out.writeShort(version == null ? 0 : utf8(version));
        out.writeShort(descriptor.requires().size());
        for (Requires requires : descriptor.requires()) {
            out.writeShort(named(MODULE, requires.name()));
            out.writeShort((requires.name().equals("java.base") ? ACC_MANDATED : 0)
                    | (requires.modifiers().contains(Requires.Modifier.STATIC) ? ACC_STATIC : 0));
            out.writeShort(0);
        }
        out.writeShort(descriptor.exports().size());
        for (Exports exports : descriptor.exports()) {
            out.writeShort(named(PACKAGE, slashed(exports.source())));
            out.writeShort(0);
            out.writeShort(0);
        }
        out.writeShort(0); // opens
        out.writeShort(descriptor.uses().size());
        for (String service : descriptor.uses()) {
            out.writeShort(named(CLASS, slashed(service)));
        }
        out.writeShort(descriptor.provides().size());
        for (Provides provides : descriptor.provides()) {
            out.writeShort(named(CLASS, slashed(provides.service())));
            out.writeShort(provides.providers().size());
            for (String provider : provides.providers()) {
                out.writeShort(named(CLASS, slashed(provider)));
            }
        }
        return bytes.toByteArray();
    }

    private byte[] packagesAttribute(Collection<String> packages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(packages.size());
        for (String name : packages) {
            out.writeShort(named(PACKAGE, slashed(name)));
        }
        return bytes.toByteArray();
    }

    private void attribute(DataOutputStream out, String name, byte[] content) throws IOException {
        out.writeShort(utf8(name));
        out.writeInt(content.length);
        out.write(content);
    }

    private int named(int tag, String name) {
        return index(new Constant(tag, utf8(name)));
    }

    private int utf8(String text) {
        return index(new Constant(UTF8, text));
    }

    private int index(Constant constant) {
        Integer known = pool.get(constant);
        if (known == null) {
            known = pool.size() + 1;
            pool.put(constant, known);
        }
        return known;
    }

    private static String slashed(String name) {
        return name.replace('.', '/');
    }
}
