package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.Hosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An application for {@link ThreadExhaustionTest}: takes all threads that it may have, and says what hosts do then. */
final class NoThreadsApplication {

    /** More threads than any limit that the test sets. */
    private static final int MOST = 5000;

    private final Path plugins;

    private NoThreadsApplication(Path plugins) {
        this.plugins = plugins;
    }

    /** Prints a line for each thing that happens. */
    public static void main(String[] args) throws Exception {
        new NoThreadsApplication(Path.of(args[0])).run();
        System.exit(0);
    }

    @SuppressWarnings("SystemOut") // read by the test
    private static void say(String what) {
        System.out.println("> " + what);
    }

    private PluginHost host() {
        return Hosts.builder()
                .plugins(plugins)
                .noIndex()
                .importThreads(2)
                .collectionTimeout(Duration.ZERO)
                .closeTimeout(Duration.ofSeconds(20))
                .build();
    }

    private void run() throws Exception {
        PluginHost first = host();
        PluginHost other = host();
        PluginHost unread = host();
        first.importModule("acme.base");
        first.importModule("acme.top");
        other.importModule("acme.base");
        CompletableFuture<ImportedModule> stuck = first.importModuleAsync("acme.stuck");
        awaitProperty("stuck");

        CountDownLatch over = new CountDownLatch(1);
        List<Thread> taken = takeAllThreads(over);
        if (taken.size() == MOST) {
            say("no limit");
            return;
        }
        say("import: " + result(() -> first.importModuleAsync("acme.later").get(20, TimeUnit.SECONDS)));
        say("import with a time: "
                + result(() -> first.importModuleAsync("acme.later", Duration.ofSeconds(20))
                        .get(30, TimeUnit.SECONDS)));
        say("import of a host that has read nothing: " + result(() -> unread.importModule("acme.later")));
        say("reload: " + result(() -> other.reload("acme.base").get(20, TimeUnit.SECONDS)));
        say("unload: " + result(() -> other.unload("acme.base").get(20, TimeUnit.SECONDS)));
        say("there: " + other.find("acme.base").isPresent());
        first.close();
        say("closed");
        say("there: " + first.find("acme.top").isPresent() + " "
                + first.find("acme.base").isPresent());
        say("pending: " + result(() -> stuck.get(20, TimeUnit.SECONDS)));
        first.close();

        over.countDown();
        for (Thread thread : taken) {
            thread.join();
        }
        say("later: " + other.importModule("acme.later").name() + " "
                + unread.importModule("acme.base").name());
        other.importModule("acme.base");
        say("reload of another: " + result(() -> other.reload("acme.later").get(20, TimeUnit.SECONDS)));
        other.close();
        unread.close();
    }

    private static void awaitProperty(String name) {
        while (System.getProperty(name) == null) {
            Thread.onSpinWait();
        }
    }

    private static String result(Callable<?> call) {
        try {
            call.call();
            return "done";
        } catch (ExecutionException e) {
            return kind(e.getCause());
        } catch (Throwable thrown) {
            return kind(thrown);
        }
    }

    private static String kind(Throwable thrown) {
        return thrown instanceof PluginException ? "typed, " + thrown.getClass().getSimpleName() : "untyped, " + thrown;
    }

    private static List<Thread> takeAllThreads(CountDownLatch over) throws InterruptedException {
        // those of the hosts that are idle have ended when none is left to be started
        TimeUnit.SECONDS.sleep(6);
        List<Thread> taken = new ArrayList<>();
        while (taken.size() < MOST) {
            Thread thread = new Thread(null, () -> awaitUninterruptibly(over), "taken", 64 * 1024);
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                break;
            }
            taken.add(thread);
        }
        return taken;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // go on
            }
        }
    }
}
