package dev.pluginhost.impl.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.impl.fixtures.HangingLog;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log")
class HostLogTest extends HostFixture {

    @Test
    @DisplayName("has one line when the host has started, after the problems of its plugins")
    void started() throws Exception {
        install(plugin("acme.eager").eager());
        install(plugin("acme.bad", "if (true) throw new IllegalStateException(\"no table\");")
                .eager());
        install(plugin("acme.behind").background());
        install(plugin("acme.lazy"));
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.disabled("acme.lazy"));
            host.start();
            host.close();
            List<String> started = log.messages("started in");
            assertEquals(1, started.size(), log.messages()::toString);
            assertTrue(
                    started.get(0)
                            .matches("Plugin host started in \\d+ ms: 4 plugins installed, 2 eager \\(1 failed\\),"
                                    + " 1 in the background, 0 lazy, 1 refused; 1 error, 0 warnings, 0 notes"),
                    started::toString);
            assertEquals(Level.INFO, log.records("started in").get(0).getLevel());
            List<String> all = log.messages();
            assertTrue(all.indexOf(log.messages("broken.jar").get(0)) < all.indexOf(started.get(0)), all::toString);
            assertTrue(all.indexOf(log.messages("no table").get(0)) < all.indexOf(started.get(0)), all::toString);
        }
    }

    @Test
    @DisplayName("comes from the logger of the public package, and from no class")
    void source() throws Exception {
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().start();
            for (String line : List.of("broken.jar", "started in")) {
                LogRecord record = log.await(line);
                assertEquals("dev.pluginhost", record.getLoggerName());
                assertNull(record.getSourceClassName());
                assertNull(record.getSourceMethodName());
            }
        }
    }

    @Test
    @DisplayName(
            "has the times of the stages of each import at level DEBUG, also of one that fails, and not at level INFO")
    void times() throws Exception {
        install(plugin("acme.good").version("1.5"));
        install(plugin("acme.bad", "if (true) throw new IllegalStateException(\"no table\");"));
        String times = "queue [0-9.]+ ms, open [0-9.]+ ms, resolve [0-9.]+ ms, define [0-9.]+ ms, start [0-9.]+ ms";
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            PluginHost host = host();
            awaitDebug(log);
            host.importModule("acme.good");
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            host.close();
            LogRecord good = log.await("Import of acme.good");
            assertEquals(Level.FINE, good.getLevel());
            assertTrue(
                    good.getMessage()
                            .matches("Import of acme\\.good 1\\.5 took [0-9.]+ ms \\(" + times + "\\), wanted by \\S+"
                                    + ", on pluginhost-import-\\d+"),
                    good::getMessage);
            String bad = log.await("Import of acme.bad").getMessage();
            assertTrue(bad.matches("Import of acme\\.bad failed after [0-9.]+ ms \\(" + times + "\\), .*"), bad);
            assertEquals(1, log.messages("Import of acme.good").size());
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.importModule("acme.good");
            host.close();
            assertEquals(List.of(), log.messages("Import of"));
        }
    }

    /** The log asks with each line that it writes whether such lines are wanted. */
    private static void awaitDebug(LogCapture log) throws InterruptedException {
        Thrown.warnSoon("a line", null);
        assertNotNull(log.await("a line"));
        assertTrue(HostLog.mayWantDebug());
    }

    @Test
    @DisplayName("escapes control characters, whatever a line is made of")
    void escaped() throws Exception {
        PluginSource.plugin("acme.a").version("1\nWARNING: all is well").jar(plugins, "a.jar");
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            awaitDebug(log);
            host().importModule("acme.a");
            String message = log.await("Import of acme.a").getMessage();
            assertTrue(message.startsWith("Import of acme.a 1\\nWARNING: all is well took"), message);
            Thrown.warnSoon("a thread\r\u001b[2K", null);
            assertEquals("a thread\\r\\u001b[2K", log.await("a thread").getMessage());
        }
    }

    @Test
    @DisplayName(
            "starts no thread for a line of level DEBUG while it does not know whether that is wanted; the next line brings it")
    void debugEarly() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            long idle = HostLog.idleNanos;
            HostLog.idleNanos = 0;
            try {
                Thrown.warnSoon("the last line", null);
                assertTrue(Thrown.awaitLogged(PATIENCE));
                awaitNoThread();
                HostLog.asked = false; // as when the process has begun
                Thrown.tellSoon(System.Logger.Level.DEBUG, "early", null);
                assertTrue(HostLog.mayWantDebug());
                assertTrue(Thrown.awaitLogged(PATIENCE));
                assertEquals(0, threads());
                Thrown.warnSoon("the next line", null);
                assertTrue(Thrown.awaitLogged(PATIENCE));
            } finally {
                HostLog.idleNanos = idle;
            }
            List<String> messages = log.messages();
            assertTrue(messages.contains("early"), messages::toString);
            assertTrue(messages.indexOf("early") < messages.indexOf("the next line"), messages::toString);
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            HostLog.asked = false;
            Thrown.tellSoon(System.Logger.Level.DEBUG, "early", null);
            Thrown.warnSoon("a line", null);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(List.of(), log.messages("early"));
            assertFalse(HostLog.mayWantDebug());
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(HostLog.class::isInstance)
                .count();
    }

    private static void awaitNoThread() {
        while (threads() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName(
            "writes or counts each line, however often its thread ends while lines are added and others wait for them")
    void eachLine() throws Exception {
        int adders = 4;
        int each = 5_000;
        AtomicInteger counted = new AtomicInteger();
        Handler counting = new Handler() {
            private final AtomicInteger calls = new AtomicInteger();

            @Override
            public void publish(LogRecord record) {
                String message = record.getMessage();
                if (message.startsWith("stress")) {
                    if (calls.incrementAndGet() % 100 < 2) { // also when it is tried without the stack
                        throw new IllegalStateException("faulty handler");
                    }
                    counted.incrementAndGet();
                } else if (message.contains("further lines")) {
                    counted.addAndGet(Integer.parseInt(message.substring(0, message.indexOf(' '))));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.pluginhost");
        long idle = HostLog.idleNanos;
        logger.setUseParentHandlers(false);
        logger.addHandler(counting);
        HostLog.idleNanos = 0;
        try {
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < adders; i++) {
                all.add(CompletableFuture.supplyAsync(() -> {
                    for (int j = 0; j < each; j++) {
                        Thrown.warnSoon("stress", null);
                        if (j % 10 == 0) {
                            try {
                                // there may be no room for one who waits
                                while (!Thrown.awaitLogged(PATIENCE)) {
                                    Thread.onSpinWait();
                                }
                            } catch (InterruptedException e) {
                                return false;
                            }
                        }
                    }
                    return true;
                }));
            }
            for (CompletableFuture<Boolean> one : all) {
                assertTrue(get(one));
            }
            Thrown.warnSoon("the last line", null); // which tells how many are missing
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(adders * each, counted.get());
        } finally {
            HostLog.idleNanos = idle;
            logger.removeHandler(counting);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    @DisplayName(
            "goes on after a handler that throws the same exception each time, and says how many lines are missing")
    void constantException() throws Exception {
        IllegalStateException constant = new IllegalStateException("constant");
        faulty(() -> {
            throw constant;
        });
    }

    @Test
    @DisplayName("goes on after a handler that logs through the host, which waits for no thread, and closes a host")
    void nested() throws Exception {
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            AtomicBoolean first = new AtomicBoolean(true);
            Handler handler = handler(record -> {
                if (first.getAndSet(false)) {
                    Thrown.warn("nested", null);
                    host.close();
                    log.publish(new LogRecord(Level.INFO, "end of the handler"));
                }
            });
            try {
                Thrown.warnSoon("outer", null);
                assertTrue(Thrown.awaitLogged(PATIENCE));
                assertTrue(Thrown.awaitLogged(PATIENCE)); // the nested line came behind the first one who waited
                List<String> messages = log.messages();
                assertTrue(messages.indexOf("end of the handler") < messages.indexOf("nested"), messages::toString);
                assertTrue(messages.contains("nested"), messages::toString);
            } finally {
                handler.close();
            }
        }
    }

    private void faulty(Runnable fault) throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Handler handler = handler(record -> {
                if (record.getMessage().startsWith("lost")) {
                    fault.run();
                }
            });
            try {
                for (int i = 0; i < 10; i++) {
                    Thrown.warnSoon("lost " + i, null);
                }
                Thrown.warnSoon("written", null);
                assertTrue(Thrown.awaitLogged(PATIENCE));
                assertEquals(1, log.messages("written").size());
                assertEquals(1, log.messages("10 further lines").size(), log.messages()::toString);
            } finally {
                handler.close();
            }
        }
    }

    /** A handler that is there until it is closed. */
    private static Handler handler(Consumer<LogRecord> what) {
        Logger logger = Logger.getLogger("dev.pluginhost");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                what.accept(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {
                logger.removeHandler(this);
            }
        };
        logger.addHandler(handler);
        return handler;
    }

    @Test
    @DisplayName("goes on though no thread can be started for a line; the next line starts one")
    void noThread() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            long idle = HostLog.idleNanos;
            HostLog.idleNanos = 0;
            try {
                Thrown.warnSoon("the last line", null);
                assertTrue(Thrown.awaitLogged(PATIENCE));
                awaitNoThread();
                Supplier<Thread> none = () -> {
                    throw new StackOverflowError();
                };
                assertTrue(HostLog.add(System.Logger.Level.WARNING, "without a thread", null, none));
                assertFalse(HostLog.await(PATIENCE, none));
                assertTrue(Thrown.awaitLogged(PATIENCE));
                assertEquals(1, log.messages("without a thread").size());
            } finally {
                HostLog.idleNanos = idle;
            }
        }
    }

    @Test
    @DisplayName("loses no warning because of many lines of level DEBUG that wait")
    @SuppressWarnings("try") // it is closed early, which ends the hanging
    void manyDebugLines() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE);
                HangingLog hanging = new HangingLog("dev.pluginhost")) {
            Thrown.warnSoon("first", null);
            hanging.awaitHanging();
            assertTrue(HostLog.mayWantDebug());
            for (int i = 0; i < 5_000; i++) {
                Thrown.tellSoon(System.Logger.Level.DEBUG, "details", null);
            }
            for (int i = 0; i < 400; i++) {
                Thrown.warnSoon("warning " + i, null);
            }
            hanging.close();
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(400, log.messages("warning ").size());
            assertEquals(512, log.messages("details").size());
            assertEquals(List.of(), log.messages("further lines"));
        }
    }

    @Test
    @DisplayName("counts the warnings that are dropped while it hangs, and waits for it no longer than a moment")
    @SuppressWarnings("try") // it is closed early, which ends the hanging
    void dropped() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost");
                HangingLog hanging = new HangingLog("dev.pluginhost")) {
            Thrown.warnSoon("first", null);
            hanging.awaitHanging();
            for (int i = 0; i < 2_000; i++) {
                Thrown.warn("warning " + i + ";", null); // the first one waits a moment
            }
            hanging.close();
            String further = log.await("further lines").getMessage();
            assertTrue(Thrown.awaitLogged(PATIENCE));
            int lost = Integer.parseInt(further.substring(0, further.indexOf(' ')));
            assertTrue(lost > 900, further);
            assertEquals(2_000, log.messages("warning ").size() + lost);
        }
    }

    @Test
    @DisplayName("makes the text of a line of level DEBUG only if that is wanted, also if that changes")
    void debug() throws Exception {
        class Text {
            int made;

            @Override
            public String toString() {
                made++;
                return "details";
            }
        }
        Text text = new Text();
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            awaitDebug(log);
            Thrown.tellSoon(System.Logger.Level.DEBUG, text, null);
            assertEquals(Level.FINE, log.await("details").getLevel());
            assertTrue(HostLog.mayWantDebug());
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Thrown.tellSoon(System.Logger.Level.DEBUG, text, null);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(List.of(), log.messages("details"));
            assertEquals(1, text.made);
            assertFalse(HostLog.mayWantDebug());
        }
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            awaitDebug(log);
            Thrown.tellSoon(System.Logger.Level.DEBUG, text, null);
            assertEquals(Level.FINE, log.await("details").getLevel());
            assertTrue(HostLog.mayWantDebug());
        }
    }
}
