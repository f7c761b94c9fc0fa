package dev.pluginhost.verify;

import dev.pluginhost.modules.check.FoundClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What others may ask about a class: its parents and its members. Names are internal ones. Immutable once it is read. */
final class ClassModel extends ClassVisitor {

    /** A field or method. */
    record Member(int access, String name, String descriptor) {

        boolean is(int flag) {
            return (access & flag) != 0;
        }
    }

    final FoundClass file;
    int access;

    @Nullable
    String superName;

    List<String> interfaces = List.of();
    String nestHost;
    final List<String> permitted = new ArrayList<>();

    /** By name and descriptor. */
    final Map<String, Member> methods = new LinkedHashMap<>();

    final Map<String, Member> fields = new LinkedHashMap<>();

    private ClassModel(FoundClass file) {
        super(Opcodes.ASM9);
        this.file = file;
        this.nestHost = file.name();
    }

    /** Throws {@link RuntimeException} for what is not a class file. */
    static ClassModel of(FoundClass file, byte[] bytes) {
        ClassModel model = new ClassModel(file);
        new ClassReader(bytes).accept(model, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return model;
    }

    @Override
    public void visit(
            int version,
            int flags,
            String name,
            @Nullable String signature,
            @Nullable String parent,
            String @Nullable [] implemented) {
        access = flags;
        superName = parent;
        interfaces = implemented == null ? List.of() : List.of(implemented);
    }

    @Override
    public void visitNestHost(String host) {
        nestHost = host;
    }

    @Override
    public void visitPermittedSubclass(String subclass) {
        permitted.add(subclass);
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int flags, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        fields.put(name + descriptor, new Member(flags, name, descriptor));
        return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int flags, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        methods.put(name + descriptor, new Member(flags, name, descriptor));
        return null;
    }

    String name() {
        return file.name();
    }

    boolean isInterface() {
        return is(Opcodes.ACC_INTERFACE);
    }

    boolean is(int flag) {
        return (access & flag) != 0;
    }
}
