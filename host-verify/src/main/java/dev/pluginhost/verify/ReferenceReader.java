package dev.pluginhost.verify;

import dev.pluginhost.verify.Reference.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

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
            references.accept(
                    new Reference(Kind.SIGNATURE, element, "", "", false, type, member, 0, artifact, List.of()));
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

        /** The errors that are caught from a label on, and those that are not any more. */
        private final Map<Label, List<Class<? extends LinkageError>>> begins = new HashMap<>();

        private final Map<Label, List<Class<? extends LinkageError>>> ends = new HashMap<>();

        private final List<Class<? extends LinkageError>> caught = new ArrayList<>();

        /** How many objects of a class are made whose constructor has not been called yet. */
        private final Map<String, Integer> made = new HashMap<>();

        private int line;

        Code(String method) {
            super(Opcodes.ASM9);
            this.method = method;
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String error) {
            if (error != null) {
                add(Kind.CLASS, error, "", "", false);
                for (Class<? extends LinkageError> guard : Reference.GUARDS) {
                    if (Type.getInternalName(guard).equals(error)) {
                        begins.computeIfAbsent(start, none -> new ArrayList<>()).add(guard);
                        ends.computeIfAbsent(end, none -> new ArrayList<>()).add(guard);
                    }
                }
            }
        }

        @Override
        public void visitLabel(Label label) {
            ends.getOrDefault(label, List.of()).forEach(caught::remove);
            caught.addAll(begins.getOrDefault(label, List.of()));
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        private void add(Kind kind, String owner, String name, String descriptor, boolean ofInterface) {
            references.accept(new Reference(
                    kind, owner, name, descriptor, ofInterface, type, method, line, artifact, List.copyOf(caught)));
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
                made.merge(name, 1, Integer::sum);
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
            if (name.equals("<init>") && made.getOrDefault(owner, 0) > 0) {
                made.merge(owner, -1, Integer::sum);
                kind = Kind.CONSTRUCT;
            }
            add(kind, owner, name, descriptor, ofInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            methodType(Type.getMethodType(descriptor));
            handle(bootstrap);
            for (Object argument : arguments) {
                constant(argument);
            }
            Type made = Type.getReturnType(descriptor);
            if (bootstrap.getOwner().equals(LAMBDAS) && arguments.length > 2 && made.getSort() == Type.OBJECT) {
                add(Kind.LAMBDA, made.getInternalName(), name, descriptors(arguments), true);
            }
        }

        /** The descriptors of the method that a lambda implements and of its bridges, which stand behind the flags and the markers. */
        private String descriptors(Object... arguments) {
            StringBuilder descriptors = new StringBuilder(String.valueOf(arguments[0]));
            for (int i = 3; i < arguments.length; i++) {
                if (arguments[i] instanceof Type bridge && bridge.getSort() == Type.METHOD) {
                    descriptors.append(' ').append(bridge.getDescriptor());
                }
            }
            return descriptors.toString();
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
                case Opcodes.H_NEWINVOKESPECIAL -> Kind.CONSTRUCT;
                default -> Kind.INVOKE_SPECIAL;
            };
            if (kind == Kind.CONSTRUCT) {
                add(Kind.NEW, handle.getOwner(), "", "", false);
            }
            add(kind, handle.getOwner(), handle.getName(), handle.getDesc(), handle.isInterface());
            if (!kind.isField()) {
                methodType(Type.getMethodType(handle.getDesc()));
            }
        }
    }
}
