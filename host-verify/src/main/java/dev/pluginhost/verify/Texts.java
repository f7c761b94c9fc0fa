package dev.pluginhost.verify;

import dev.pluginhost.verify.ClassModel.Member;
import java.util.StringJoiner;
import org.objectweb.asm.Type;

/** Names of classes and members as they stand in source code. Stateless. */
final class Texts {

    private Texts() {}

    static String type(String internalName) {
        return internalName.replace('/', '.');
    }

    /** A method as {@code p.C.name(int, p.D)}, a constructor as {@code p.C(int)}. */
    static String method(String owner, String name, String descriptor) {
        return type(owner) + (name.equals("<init>") ? "" : "." + name) + parameters(descriptor);
    }

    private static String parameters(String descriptor) {
        StringJoiner parameters = new StringJoiner(", ", "(", ")");
        for (Type type : Type.getArgumentTypes(descriptor)) {
            parameters.add(type.getClassName());
        }
        return parameters.toString();
    }

    /** A method without its class, with what it returns, in words. */
    static String signature(Member method) {
        return (method.name().equals("<init>") ? "a constructor " : method.name())
                + parameters(method.descriptor())
                + returning(method.name(), method.descriptor());
    }

    static String returning(String name, String descriptor) {
        Type type = Type.getReturnType(descriptor);
        return name.equals("<init>")
                ? ""
                : type.getSort() == Type.VOID ? " without a result" : " that returns " + type.getClassName();
    }
}
