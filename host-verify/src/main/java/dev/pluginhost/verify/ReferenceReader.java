package dev.pluginhost.verify;

import dev.pluginhost.verify.Reference.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads what a class file refers to, but for its parents: what its instructions name, and the types of its fields and methods. Annotations are
 * left out, as a missing one is no error.
 */
final class ReferenceReader extends ClassVisitor {

    /** What code catches that can do without something. Code that catches all throwables does so for other reasons. */
    private static final Set<String> GUARDS = Set.of(
            "java/lang/AbstractMethodError",
            "java/lang/ClassNotFoundException",
            "java/lang/IllegalAccessError",
            "java/lang/IncompatibleClassChangeError",
            "java/lang/LinkageError",
            "java/lang/NoClassDefFoundError",
            "java/lang/NoSuchFieldError",
            "java/lang/NoSuchMethodError");

    private final String type;
    private final String artifact;
    private final Consumer<Reference> references;

    /** Of a class in a jar, to a receiver. */
    ReferenceReader(String type, String artifact, Consumer<Reference> references) {
        super(Opcodes.ASM9);
        this.type = Texts.type(type);
        this.artifact = artifact;
        this.references = references;
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        if ((access & Opcodes.ACC_SYNTHETIC) == 0) {
            signature(Type.getType(descriptor), name);
        }
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        if ((access & Opcodes.ACC_SYNTHETIC) == 0) { // the compiler may infer a type that the code could not name
            signature(Type.getReturnType(descriptor), name);
            for (Type parameter : Type.getArgumentTypes(descriptor)) {
                signature(parameter, name);
            }
        }
        return new Code(name);
    }

    private void signature(Type named, String member) {
        String element = elementName(named);
        if (element != null) {
            references.accept(new Reference(Kind.SIGNATURE, element, "", "", false, type, member, 0, artifact, false));
        }
    }

    /** The class that a type is of, or an array of; null for a primitive one. */
    private static @Nullable String elementName(Type named) {
        Type element = named.getSort() == Type.ARRAY ? named.getElementType() : named;
        return element.getSort() == Type.OBJECT ? element.getInternalName() : null;
    }

    /** The instructions of one method. */
    private final class Code extends MethodVisitor {

        private final String method;

        /** How many guarded parts begin at a label, or end there if it is negative. */
        private final Map<Label, Integer> guards = new HashMap<>();

        private int guarded;
        private int line;

        Code(String method) {
            super(Opcodes.ASM9);
            this.method = method;
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String caught) {
            if (caught != null) {
                add(Kind.CLASS, caught, "", "", false);
                if (GUARDS.contains(caught)) {
                    guards.merge(start, 1, Integer::sum);
                    guards.merge(end, -1, Integer::sum);
                }
            }
        }

        @Override
        public void visitLabel(Label label) {
            guarded += guards.getOrDefault(label, 0);
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        private void add(Kind kind, String owner, String name, String descriptor, boolean ofInterface) {
            references.accept(new Reference(
                    kind, owner, name, descriptor, ofInterface, type, method, line, artifact, guarded > 0));
        }

        private void type(Type named) {
            String element = elementName(named);
            if (element != null) {
                add(Kind.CLASS, element, "", "", false);
            }
        }

        private void methodType(Type named) {
            type(named.getReturnType());
            for (Type parameter : named.getArgumentTypes()) {
                type(parameter);
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String name) {
            if (opcode == Opcodes.NEW) {
                add(Kind.NEW, name, "", "", false);
            } else {
                type(Type.getObjectType(name));
            }
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            type(Type.getType(descriptor));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            Kind kind = opcode == Opcodes.GETSTATIC
                    ? Kind.GET_STATIC
                    : opcode == Opcodes.PUTSTATIC
                            ? Kind.PUT_STATIC
                            : opcode == Opcodes.GETFIELD ? Kind.GET_FIELD : Kind.PUT_FIELD;
            add(kind, owner, name, descriptor, false);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            Kind kind = opcode == Opcodes.INVOKESTATIC
                    ? Kind.INVOKE_STATIC
                    : opcode == Opcodes.INVOKESPECIAL
                            ? Kind.INVOKE_SPECIAL
                            : opcode == Opcodes.INVOKEINTERFACE ? Kind.INVOKE_INTERFACE : Kind.INVOKE_VIRTUAL;
            add(kind, owner, name, descriptor, ofInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            methodType(Type.getMethodType(descriptor));
            handle(bootstrap);
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        private void constant(Object value) {
            if (value instanceof Type named) {
                if (named.getSort() == Type.METHOD) {
                    methodType(named);
                } else {
                    type(named);
                }
            } else if (value instanceof Handle handle) {
                handle(handle);
            } else if (value instanceof ConstantDynamic dynamic) {
                type(Type.getType(dynamic.getDescriptor()));
                handle(dynamic.getBootstrapMethod());
                for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                    constant(dynamic.getBootstrapMethodArgument(i));
                }
            }
        }

        private void handle(Handle handle) {
            Kind kind = switch (handle.getTag()) {
                case Opcodes.H_GETFIELD -> Kind.GET_FIELD;
                case Opcodes.H_GETSTATIC -> Kind.GET_STATIC;
                case Opcodes.H_PUTFIELD -> Kind.PUT_FIELD;
                case Opcodes.H_PUTSTATIC -> Kind.PUT_STATIC;
                case Opcodes.H_INVOKESTATIC -> Kind.INVOKE_STATIC;
                case Opcodes.H_INVOKEINTERFACE -> Kind.INVOKE_INTERFACE;
                case Opcodes.H_INVOKEVIRTUAL -> Kind.INVOKE_VIRTUAL;
                default -> Kind.INVOKE_SPECIAL;
            };
            add(kind, handle.getOwner(), handle.getName(), handle.getDesc(), handle.isInterface());
            if (!kind.isField()) {
                methodType(Type.getMethodType(handle.getDesc()));
            }
        }
    }
}
