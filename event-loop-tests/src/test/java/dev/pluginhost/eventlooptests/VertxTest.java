package dev.pluginhost.eventlooptests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@DisplayName("Vert.x:")
class VertxTest {

    /** The context of a verticle that is deployed on one kind of threads. */
    private static Executor deploy(Vertx vertx, ThreadingModel model) throws Exception {
        CompletableFuture<Context> deployed = new CompletableFuture<>();
        AbstractVerticle verticle = new AbstractVerticle() {
            @Override
            public void start() {
                deployed.complete(context);
            }
        };
        vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model))
                .onFailure(deployed::completeExceptionally);
        Context context = LoopFixture.get(deployed);
        return task -> context.runOnContext(nothing -> task.run());
    }

    private static void close(Vertx vertx) throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(LoopFixture.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Nested
    @DisplayName("an event loop")
    class EventLoop extends LoopContract {

        private final Vertx vertx = Vertx.vertx();

        @Override
        Executor open() throws Exception {
            return deploy(vertx, ThreadingModel.EVENT_LOOP);
        }

        @Override
        void end() throws Exception {
            close(vertx);
        }

        @Override
        String kind() {
            return "a Vert.x event loop";
        }
    }

    @Nested
    @DisplayName("a worker")
    class Worker extends WorkerContract {

        private final Vertx vertx = Vertx.vertx();

        @Override
        Executor open() throws Exception {
            return deploy(vertx, ThreadingModel.WORKER);
        }

        @Override
        void end() throws Exception {
            close(vertx);
        }
    }

    @Nested
    @DisplayName("blocking code of an event loop")
    class Blocking extends WorkerContract {

        private final Vertx vertx = Vertx.vertx();

        @Override
        Executor open() throws Exception {
            Executor loop = deploy(vertx, ThreadingModel.EVENT_LOOP);
            return task -> loop.execute(() -> vertx.executeBlocking(() -> {
                task.run();
                return null;
            }));
        }

        @Override
        void end() throws Exception {
            close(vertx);
        }
    }

    @Nested
    @DisplayName("a virtual thread")
    @EnabledForJreRange(min = JRE.JAVA_21)
    class Virtual extends WorkerContract {

        private final Vertx vertx = Vertx.vertx();

        @Override
        Executor open() throws Exception {
            return deploy(vertx, ThreadingModel.VIRTUAL_THREAD);
        }

        @Override
        void end() throws Exception {
            close(vertx);
        }

        @Test
        @DisplayName("is a virtual thread")
        void isVirtual() throws Exception {
            String thread = on(open(), () -> Thread.currentThread().toString());
            assertTrue(thread.startsWith("VirtualThread"), thread);
        }
    }
}
