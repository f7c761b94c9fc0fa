module acme.bouncycastle {
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;

    provides java.util.concurrent.Callable with
            acme.bouncycastle.Use;
}
