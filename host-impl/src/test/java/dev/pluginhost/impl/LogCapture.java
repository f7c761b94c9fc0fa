package dev.pluginhost.impl;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged under a name, kept from the console. */
public final class LogCapture extends Handler implements AutoCloseable {

    /** Held, as the log manager holds loggers only weakly. */
    private final Logger logger;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition logged = lock.newCondition();
    private final List<LogRecord> records = new ArrayList<>();

    /** Captures until it is closed. */
    public LogCapture(String name) {
        logger = Logger.getLogger(name);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** All messages so far. */
    public List<String> messages() {
        return records().stream().map(LogRecord::getMessage).toList();
    }

    /** The messages that have a text in them. */
    public List<String> messages(String part) {
        return messages().stream().filter(message -> message.contains(part)).toList();
    }

    /** The first record with a text in its message, once it has come. */
    public LogRecord await(String part) throws InterruptedException {
        long left = HostFixture.PATIENCE.toNanos();
        lock.lock();
        try {
            while (true) {
                for (LogRecord record : records) {
                    if (record.getMessage().contains(part)) {
                        return record;
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("nobody has logged \"" + part + "\" but " + messages());
                }
                left = logged.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<LogRecord> records() {
        lock.lock();
        try {
            return List.copyOf(records);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void publish(LogRecord record) {
        lock.lock();
        try {
            records.add(record);
            logged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
