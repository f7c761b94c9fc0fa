module acme.netty {
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.transport;

    provides java.util.concurrent.Callable with
            acme.netty.Use;
}
