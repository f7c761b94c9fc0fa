package dev.pluginhost.verify;

import dev.pluginhost.verify.Finding.Use;

/**
 * Something that a class file refers to. Immutable.
 *
 * @param kind what it needs
 * @param owner the internal name of the class, or of the class that the member is looked for in; may be of an array
 * @param name of the member; empty for a class
 * @param descriptor of the member; empty for a class
 * @param ofInterface whether the member was compiled against as one of an interface
 * @param in the class that refers to it, as it stands in source code
 * @param method the method that does
 * @param line where in the source; 0 if it is not known
 * @param artifact the file name of what has the class
 * @param guarded whether the code there catches the error that a missing class or member leads to
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
        boolean guarded) {

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
        GET_STATIC,
        PUT_STATIC,
        GET_FIELD,
        PUT_FIELD,
        INVOKE_STATIC,
        INVOKE_VIRTUAL,
        INVOKE_INTERFACE,
        /** A constructor, or a method of this class or of its superclass, called as such. */
        INVOKE_SPECIAL;

        boolean isField() {
            return this == GET_STATIC || this == PUT_STATIC || this == GET_FIELD || this == PUT_FIELD;
        }

        boolean isStatic() {
            return this == GET_STATIC || this == PUT_STATIC || this == INVOKE_STATIC;
        }
    }
}
