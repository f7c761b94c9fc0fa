package dev.pluginhost.impl;

import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A log whose handler does not return before it is closed, whatever is logged. */
final class HangingLog extends Handler implements AutoCloseable {

    /** Held, as the log manager holds loggers only weakly. */
    private final Logger logger;

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    HangingLog(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    void awaitHanging() throws InterruptedException {
        hanging.await();
    }

    @Override
    public void publish(LogRecord record) {
        hanging.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                closed.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        closed.countDown();
    }
}
