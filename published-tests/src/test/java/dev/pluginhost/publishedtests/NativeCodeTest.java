package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published module with native code")
class NativeCodeTest extends DropIn {

    private static final byte[] TEXT = "seven times seven, ".repeat(77).getBytes(StandardCharsets.UTF_8);

    @Test
    @DisplayName("compresses and decompresses: Zstandard")
    void zstd() throws Exception {
        drop("zstd-jni");
        ImportedModule module = host().importModule("com.github.luben.zstd_jni");
        Class<?> zstd = module.loadClass("com.github.luben.zstd.Zstd");
        byte[] compressed = (byte[]) zstd.getMethod("compress", byte[].class).invoke(null, TEXT);
        assertShort(compressed);
        assertArrayEquals(TEXT, (byte[])
                zstd.getMethod("decompress", byte[].class, int.class).invoke(null, compressed, TEXT.length));
        assertGranted(module);
    }

    @Test
    @DisplayName("that is automatic compresses and decompresses: LZ4")
    void lz4() throws Exception {
        drop("lz4-java");
        ImportedModule module = host().importModule("org.lz4.java");
        Class<?> factory = module.loadClass("net.jpountz.lz4.LZ4Factory");
        Object natives = factory.getMethod("nativeInstance").invoke(null);
        Object compressor = factory.getMethod("fastCompressor").invoke(natives);
        byte[] compressed = (byte[]) module.loadClass("net.jpountz.lz4.LZ4Compressor")
                .getMethod("compress", byte[].class)
                .invoke(compressor, TEXT);
        assertShort(compressed);
        Object decompressor = factory.getMethod("safeDecompressor").invoke(natives);
        assertArrayEquals(TEXT, (byte[]) module.loadClass("net.jpountz.lz4.LZ4SafeDecompressor")
                .getMethod("decompress", byte[].class, int.class)
                .invoke(decompressor, compressed, TEXT.length));
        assertGranted(module);
    }

    @Test
    @DisplayName("that is automatic and reads its version from its own resources compresses and decompresses: Snappy")
    void snappy() throws Exception {
        drop("snappy-java");
        ImportedModule module = host().importModule("org.xerial.snappy");
        Class<?> snappy = module.loadClass("org.xerial.snappy.Snappy");
        byte[] compressed = (byte[]) snappy.getMethod("compress", byte[].class).invoke(null, TEXT);
        assertShort(compressed);
        assertArrayEquals(
                TEXT, (byte[]) snappy.getMethod("uncompress", byte[].class).invoke(null, compressed));
        assertGranted(module);
    }

    @Test
    @DisplayName("calls the C library: JNA")
    void jna() throws Exception {
        drop("jna-jpms");
        ImportedModule module = host().importModule("com.sun.jna");
        Class<?> function = module.loadClass("com.sun.jna.Function");
        Object abs =
                function.getMethod("getFunction", String.class, String.class).invoke(null, "c", "abs");
        assertEquals(41, function.getMethod("invokeInt", Object[].class).invoke(abs, (Object) new Object[] {-41}));
        assertGranted(module);
    }

    private static void assertShort(byte[] compressed) {
        assertTrue(compressed.length < TEXT.length / 4, () -> compressed.length + " of " + TEXT.length + " bytes");
    }

    /** Since Java 22, modules have native access or not; without it, the JVM warns on the console. */
    private static void assertGranted(ImportedModule module) throws ReflectiveOperationException {
        if (Runtime.version().feature() >= 22) {
            assertEquals(
                    Optional.of(true),
                    Optional.of(Module.class.getMethod("isNativeAccessEnabled").invoke(module.module())));
        }
    }
}
