package dev.pluginhost.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Records versions in a {@code module-info.class}: the module's own, and those of the modules it requires. javac can do so
 * itself, but only with one version for all modules of a run.
 */
final class ModuleInfo {

    private static final int CONSTANT_POOL = 8;

    private final byte[] bytes;
    private final int[] constants;
    private final int endOfConstants;

    private ModuleInfo(byte[] bytes) {
        this.bytes = bytes;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        constants = new int[u2(CONSTANT_POOL)];
        in.position(CONSTANT_POOL + 2);
        for (int i = 1; i < constants.length; i++) {
            constants[i] = in.position();
            int tag = in.get();
            in.position(in.position()
                    + switch (tag) {
                        case 1 -> 2 + u2(in.position()); // Utf8
                        case 7, 8, 16, 19, 20 -> 2; // Class, String, MethodType, Module, Package
                        case 15 -> 3; // MethodHandle
                        case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
                        case 5, 6 -> 8; // Long, Double: two slots
                        default -> throw new IllegalArgumentException("no such constant: " + tag);
                    });
            if (tag == 5 || tag == 6) {
                i++;
            }
        }
        endOfConstants = in.position();
    }

    static byte[] withVersions(byte[] moduleInfo, Map<String, String> versions) {
        return new ModuleInfo(moduleInfo).withVersions(versions);
    }

    private byte[] withVersions(Map<String, String> versions) {
        byte[] patched = bytes.clone();
        ByteArrayOutputStream added = new ByteArrayOutputStream();
        int next = constants.length;
        int module = moduleAttribute();
        next = patch(patched, module, module + 4, versions, added, next);
        int requires = u2(module + 6);
        for (int i = 0; i < requires; i++) {
            int at = module + 8 + 6 * i;
            next = patch(patched, at, at + 4, versions, added, next);
        }
        ByteBuffer.wrap(patched).putShort(CONSTANT_POOL, (short) next);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(patched, 0, endOfConstants);
        out.writeBytes(added.toByteArray());
        out.write(patched, endOfConstants, patched.length - endOfConstants);
        return out.toByteArray();
    }

    private int patch(
            byte[] target, int name, int version, Map<String, String> versions, ByteArrayOutputStream added, int next) {
        String wanted = versions.get(utf8(u2(constants[u2(name)] + 1)));
        if (wanted == null) {
            return next;
        }
        try {
            DataOutputStream constant = new DataOutputStream(added);
            constant.writeByte(1);
            constant.writeUTF(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer.wrap(target).putShort(version, (short) next);
        return next + 1;
    }

    /** Where the content of the Module attribute begins; a module-info has neither fields nor methods nor interfaces. */
    private int moduleAttribute() {
        int at = endOfConstants + 12;
        for (int left = u2(at), next = at + 2; left > 0; left--) {
            if (utf8(u2(next)).equals("Module")) {
                return next + 6;
            }
            next += 6 + ByteBuffer.wrap(bytes).getInt(next + 2);
        }
        throw new IllegalArgumentException("not a module-info.class");
    }

    private String utf8(int constant) {
        int at = constants[constant] + 1;
        return new String(bytes, at + 2, u2(at), StandardCharsets.UTF_8);
    }

    private int u2(int at) {
        return ByteBuffer.wrap(bytes).getShort(at) & 0xFFFF;
    }
}
