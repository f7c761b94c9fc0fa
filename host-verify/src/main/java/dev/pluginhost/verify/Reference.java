package dev.pluginhost.verify;

import dev.pluginhost.verify.Finding.Use;
import java.util.List;
import java.util.Set;

/**
 * Something that a class file refers to. Immutable.
 *
 * @param kind what it needs
 * @param owner the internal name of the class, or of the class that the member is looked for in; may be of an array
 * @param name of the member; empty for a class
 * @param descriptor of the member; empty for a class; of a lambda those of its bridges, too, with spaces between
 * @param ofInterface whether the member was compiled against as one of an interface
 * @param in the class that refers to it, as it stands in source code
 * @param method the method that does
 * @param line where in the source; 0 if it is not known
 * @param artifact the file name of what has the class
 * @param caught the errors of linking that the code there catches
 */
record Reference(
        Kind kind,
        String owner,
        String name,
        String descriptor,
        boolean ofInterface,
        String in,
        String method,
        int line,
        String artifact,
        List<Class<? extends LinkageError>> caught) {

    /** What code catches that can do without something. Code that catches all throwables does so for other reasons. */
    static final Set<Class<? extends LinkageError>> GUARDS = Set.of(
            AbstractMethodError.class,
            BootstrapMethodError.class,
            IllegalAccessError.class,
            IncompatibleClassChangeError.class,
            InstantiationError.class,
            LinkageError.class,
            NoClassDefFoundError.class,
            NoSuchFieldError.class,
            NoSuchMethodError.class);

    /** Whether the code there catches an error, so that it can do without what the error is about. */
    boolean isGuarded(Class<? extends LinkageError> error) {
        for (Class<?> each : caught) {
            if (each.isAssignableFrom(error)) {
                return true;
            }
        }
        return false;
    }

    /** The place, for a finding. */
    Use use() {
        return new Use(in, method, line, artifact);
    }

    /** What is done with it. */
    enum Kind {
        /** The class is named in the signature of a field or method, and need not be accessible. */
        SIGNATURE,
        CLASS,
        NEW,
        /** The interface of a lambda or method reference, with the name and descriptor of the method that it implements. */
        LAMBDA,
        GET_STATIC,
        PUT_STATIC,
        GET_FIELD,
        PUT_FIELD,
        INVOKE_STATIC,
        INVOKE_VIRTUAL,
        INVOKE_INTERFACE,
        /** A constructor that this class or its superclass has, called by another one, or a method called as that of one of these. */
        INVOKE_SPECIAL,
        /** A constructor, called for a new object. */
        CONSTRUCT;

        boolean isField() {
            return this == GET_STATIC || this == PUT_STATIC || this == GET_FIELD || this == PUT_FIELD;
        }

        boolean isStatic() {
            return this == GET_STATIC || this == PUT_STATIC || this == INVOKE_STATIC;
        }
    }
}
