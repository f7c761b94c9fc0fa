package dev.pluginhost.eventlooptests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Netty:")
class NettyTest {

    private static final String KIND = "a Netty event loop";

    private static void shutDown(EventExecutorGroup group) throws Exception {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(LoopFixture.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** The loops of one group; tests use one of them. */
    abstract static class Loop extends LoopContract {

        private EventExecutorGroup group;

        abstract EventExecutorGroup group();

        @Override
        EventExecutor open() {
            group = group();
            return group.next();
        }

        @Override
        void end() throws Exception {
            shutDown(group);
        }

        @Override
        String kind() {
            return KIND;
        }
    }

    @Nested
    @DisplayName("a loop for sockets")
    class Nio extends Loop {

        @Override
        EventExecutorGroup group() {
            return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        }
    }

    @Nested
    @DisplayName("a loop on a plain thread")
    class OnPlainThread extends Loop {

        @Override
        EventExecutorGroup group() {
            return new MultiThreadIoEventLoopGroup(1, (ThreadFactory) Thread::new, NioIoHandler.newFactory());
        }
    }

    @Nested
    @DisplayName("a loop within the process")
    class Local extends Loop {

        @Override
        EventExecutorGroup group() {
            return new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        }
    }

    @Nested
    @DisplayName("a loop of the older line, from a class path")
    class Older extends LoopContract {

        private URLClassLoader classPath;
        private ExecutorService group;

        @Override
        Executor open() throws Exception {
            List<URL> jars = new ArrayList<>();
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(Path.of(System.getProperty("pluginhost.older-netty")))) {
                for (Path file : files) {
                    jars.add(file.toUri().toURL());
                }
            }
            classPath = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            group = (ExecutorService) classPath
                    .loadClass("io.netty.channel.nio.NioEventLoopGroup")
                    .getConstructor(int.class)
                    .newInstance(1);
            return group;
        }

        @Override
        void end() throws Exception {
            group.shutdown();
            assertTrue(group.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            classPath.close();
        }

        @Override
        String kind() {
            return KIND;
        }
    }

    @Nested
    @DisplayName("a thread for handlers that block")
    class ForHandlersThatBlock extends WorkerContract {

        private final EventExecutorGroup group = new DefaultEventExecutorGroup(1);

        @Override
        EventExecutor open() {
            return group.next();
        }

        @Override
        void end() throws Exception {
            shutDown(group);
        }
    }
}
