// An application on event loops of others.
@SuppressWarnings("requires-automatic") // which Reactor is
open module dev.pluginhost.eventlooptests {
    requires dev.pluginhost;
    requires dev.pluginhost.testkit;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.vertx.core;
    requires org.junit.jupiter.api;
    requires reactor.core;
}
