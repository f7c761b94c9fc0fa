package dev.pluginhost.impl.layer;

import java.security.CodeSigner;
import org.jspecify.annotations.Nullable;

/** The bytes of a class, wholly read, and who signed them. Immutable by agreement: the arrays are handed on, not copied. */
final class ClassFile {

    private final byte[] bytes;
    private final CodeSigner @Nullable [] signers;

    ClassFile(byte[] bytes, CodeSigner @Nullable [] signers) {
        this.bytes = bytes;
        this.signers = signers;
    }

    byte[] bytes() {
        return bytes;
    }

    CodeSigner @Nullable [] signers() {
        return signers;
    }
}
