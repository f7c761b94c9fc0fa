package acme.bouncycastle;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Date;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", provider).generateKeyPair();
        X500Name name = new X500Name("CN=roof");
        Date now = new Date();
        Date later = new Date(now.getTime() + 60_000);
        X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, now, later, name, pair.getPublic())
                .build(new JcaContentSignerBuilder("Ed25519").setProvider(provider).build(pair.getPrivate()));
        return new JcaX509CertificateConverter()
                .setProvider(provider)
                .getCertificate(certificate)
                .getSubjectX500Principal()
                .getName();
    }
}
