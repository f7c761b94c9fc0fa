// An application on published event loops.
@SuppressWarnings("requires-automatic") // Reactor is an automatic module
open module dev.pluginhost.eventlooptests {
    requires dev.pluginhost;
    requires dev.pluginhost.testkit;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.vertx.core;
    requires org.junit.jupiter.api;
    requires reactor.core;
}
