package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import java.security.CodeSigner;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published security provider in a signed jar")
class SecurityProviderTest extends DropIn {

    @Test
    @DisplayName("encrypts and signs for the JDK, and its classes have the signers: Bouncy Castle")
    void bouncyCastle() throws Exception {
        drop("bcprov-jdk18on");
        ImportedModule module = host().importModule("org.bouncycastle.provider");
        Provider provider = module.services(Provider.class).stream()
                .filter(each -> each.getName().equals("BC"))
                .findFirst()
                .orElseThrow();

        byte[] text = "sixteen bytes ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        SecretKeySpec key = new SecretKeySpec(new byte[32], "Serpent");
        Cipher cipher = Cipher.getInstance("Serpent/ECB/NoPadding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] encrypted = cipher.doFinal(text);
        cipher.init(Cipher.DECRYPT_MODE, key);
        assertArrayEquals(text, cipher.doFinal(encrypted));

        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", provider).generateKeyPair();
        Signature signature = Signature.getInstance("Ed25519", provider);
        signature.initSign(pair.getPrivate());
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(text);
        assertTrue(signature.verify(signed));

        CodeSigner[] signers =
                provider.getClass().getProtectionDomain().getCodeSource().getCodeSigners();
        assertNotNull(signers, "the jar is signed");
        assertEquals(null, Security.getProvider("BC"));
    }

    @Test
    @DisplayName("issues a certificate from a second and a third signed jar: Bouncy Castle's PKIX")
    void certificate() throws Exception {
        drop("bcprov-jdk18on", "bcutil-jdk18on", "bcpkix-jdk18on");
        assertEquals("CN=roof", ask("org.bouncycastle.pkix, org.bouncycastle.provider", """
                var provider = new org.bouncycastle.jce.provider.BouncyCastleProvider();
                var pair = java.security.KeyPairGenerator.getInstance("Ed25519", provider).generateKeyPair();
                var name = new org.bouncycastle.asn1.x500.X500Name("CN=roof");
                var now = new java.util.Date();
                var certificate = new org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder(
                                name, java.math.BigInteger.ONE, now, new java.util.Date(now.getTime() + 60_000), name, pair.getPublic())
                        .build(new org.bouncycastle.operator.jcajce.JcaContentSignerBuilder("Ed25519")
                                .setProvider(provider).build(pair.getPrivate()));
                var read = new org.bouncycastle.cert.jcajce.JcaX509CertificateConverter()
                        .setProvider(provider).getCertificate(certificate);
                read.verify(pair.getPublic(), provider);
                return read.getSubjectX500Principal().getName();"""));
    }
}
