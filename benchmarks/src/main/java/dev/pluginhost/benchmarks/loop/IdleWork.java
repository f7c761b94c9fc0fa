package dev.pluginhost.benchmarks.loop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Nothing, for a while. */
record IdleWork(Duration duration) implements Work {

    @Override
    public long run() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        return 0;
    }

    @Override
    public void close() {}
}
