package dev.pluginhost.impl.imports;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A pool of daemon threads which start when needed and end when idle, and whose number may be changed as it works. Safe for
 * use by any thread, but for {@link #resize}: one at a time.
 */
class ElasticPool extends ThreadPoolExecutor {

    ElasticPool(int count, int idleSeconds, ThreadFactory threads) {
        super(count, count, idleSeconds, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        allowCoreThreadTimeOut(true);
    }

    /** Has so many threads from now on; if fewer than before, those that work do so until they are done. */
    final void resize(int size) {
        if (size > getMaximumPoolSize()) {
            setMaximumPoolSize(size);
            setCorePoolSize(size);
        } else {
            setCorePoolSize(size);
            setMaximumPoolSize(size);
        }
    }
}
