package dev.pluginhost.impl.index;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A module's declaration as bytes. What comes back is equal to what went in, or does not come back: the JDK's builder refuses
 * some declarations that its reader lets pass, such as those whose version is none. For use by one thread.
 */
final class DescriptorCodec {

    /** The versions unpacked so far: of a thousand modules most were compiled against the same ones. */
    private final Map<String, Version> versions = new HashMap<>();

    static void pack(ModuleDescriptor descriptor, Packer out) throws IOException {
        out.text(descriptor.name());
        out.texts(names(descriptor.modifiers()));
        out.text(descriptor.rawVersion());
        out.text(descriptor.mainClass());
        out.texts(new TreeSet<>(descriptor.packages()));
        out.texts(new TreeSet<>(descriptor.uses()));
        out.number(descriptor.requires().size());
        for (Requires requires : new TreeSet<>(descriptor.requires())) {
            out.texts(names(requires.modifiers()));
            out.text(requires.name());
            out.text(requires.rawCompiledVersion());
        }
        out.number(descriptor.exports().size());
        for (Exports exports : new TreeSet<>(descriptor.exports())) {
            out.texts(names(exports.modifiers()));
            out.text(exports.source());
            out.texts(new TreeSet<>(exports.targets()));
        }
        out.number(descriptor.opens().size());
        for (Opens opens : new TreeSet<>(descriptor.opens())) {
            out.texts(names(opens.modifiers()));
            out.text(opens.source());
            out.texts(new TreeSet<>(opens.targets()));
        }
        out.number(descriptor.provides().size());
        for (Provides provides : new TreeSet<>(descriptor.provides())) {
            out.text(provides.service());
            out.texts(provides.providers());
        }
    }

    /** Fails with whatever the JDK's builder throws if it refuses the declaration. */
    ModuleDescriptor unpack(Unpacker in) throws IOException {
        String name = in.text();
        Set<ModuleDescriptor.Modifier> modifiers = modifiers(ModuleDescriptor.Modifier.class, in);
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name, modifiers);
        Optional<String> version = in.optionalText();
        if (version.isPresent()) {
            builder.version(version(version.get()));
        }
        Optional<String> mainClass = in.optionalText();
        if (mainClass.isPresent()) {
            builder.mainClass(mainClass.get());
        }
        builder.packages(in.textSet());
        for (String service : in.texts()) {
            builder.uses(service);
        }
        boolean automatic = modifiers.contains(ModuleDescriptor.Modifier.AUTOMATIC);
        for (int left = in.count(); left > 0; left--) {
            requires(in, builder, automatic);
        }
        for (int left = in.count(); left > 0; left--) {
            exports(in, builder);
        }
        for (int left = in.count(); left > 0; left--) {
            opens(in, builder);
        }
        for (int left = in.count(); left > 0; left--) {
            builder.provides(in.text(), in.texts());
        }
        return builder.build();
    }

    private void requires(Unpacker in, ModuleDescriptor.Builder builder, boolean automatic) throws IOException {
        Set<Requires.Modifier> modifiers = modifiers(Requires.Modifier.class, in);
        String name = in.text();
        Optional<String> version = in.optionalText();
        if (automatic) {
            return; // that of java.base, which the builder adds by itself and lets nobody else add
        }
        if (version.isPresent()) {
            builder.requires(modifiers, name, version(version.get()));
        } else {
            builder.requires(modifiers, name);
        }
    }

    private Version version(String text) {
        Version known = versions.get(text);
        if (known == null) {
            known = Version.parse(text);
            versions.put(text, known);
        }
        return known;
    }

    private static void exports(Unpacker in, ModuleDescriptor.Builder builder) throws IOException {
        Set<Exports.Modifier> modifiers = modifiers(Exports.Modifier.class, in);
        String source = in.text();
        Set<String> targets = in.textSet();
        if (targets.isEmpty()) {
            builder.exports(modifiers, source);
        } else {
            builder.exports(modifiers, source, targets);
        }
    }

    private static void opens(Unpacker in, ModuleDescriptor.Builder builder) throws IOException {
        Set<Opens.Modifier> modifiers = modifiers(Opens.Modifier.class, in);
        String source = in.text();
        Set<String> targets = in.textSet();
        if (targets.isEmpty()) {
            builder.opens(modifiers, source);
        } else {
            builder.opens(modifiers, source, targets);
        }
    }

    private static Collection<String> names(Set<? extends Enum<?>> values) {
        Set<String> names = new TreeSet<>();
        values.forEach(value -> names.add(value.name()));
        return names;
    }

    private static <E extends Enum<E>> Set<E> modifiers(Class<E> type, Unpacker in) throws IOException {
        List<String> names = in.texts();
        if (names.isEmpty()) {
            return Set.of();
        }
        Set<E> modifiers = EnumSet.noneOf(type);
        for (String name : names) {
            modifiers.add(Enum.valueOf(type, name));
        }
        return modifiers;
    }
}
