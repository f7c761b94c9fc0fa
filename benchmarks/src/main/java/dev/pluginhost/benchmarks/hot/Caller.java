package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.benchmarks.corpus.Tiny;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What one thread asks for: all names over and over without an order, but in the same one whatever it calls. The strings are
 * its own, equal to those that the plugins are known by, but never the same. Made by JMH, one for each thread.
 */
@State(Scope.Thread)
public class Caller {

    private static final int ORDER = 1 << 12;

    private final String[] names = new String[ORDER];
    private int next;

    /** Decides on the order. */
    @Setup
    public void decide(ThreadParams thread) {
        // Tiny makes new strings whenever it is asked.
        List<String> own = Tiny.names(Calls.plugins());
        Random random = new Random(thread.getThreadIndex());
        for (int i = 0; i < ORDER; i++) {
            names[i] = own.get(random.nextInt(own.size()));
        }
    }

    /** The name to ask for now. */
    String next() {
        next = (next + 1) & (ORDER - 1);
        return names[next];
    }
}
