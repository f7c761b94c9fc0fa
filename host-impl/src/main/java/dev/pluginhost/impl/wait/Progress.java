package dev.pluginhost.impl.wait;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ThreadTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has come. Immutable.
 *
 * @param words where it is, what it waits for and where the time went; to follow the plugin's name
 * @param cure what you can do about the plugin that holds it up, which is its own or one that it waits for
 * @param stack where the thread is that runs the operation of that plugin; null if none does
 */
public record Progress(String words, String cure, @Nullable ThreadTrace stack) {

    /** So many waits are followed; a message with more is not read. */
    private static final int MOST_STEPS = 5;

    /** The progress at this moment. Takes stacks of other threads, so it is slow. */
    public static Progress of(Operation operation) {
        return of(operation, MOST_STEPS);
    }

    private static Progress of(Operation operation, int steps) {
        String times = operation instanceof Import of ? " (" + of.timesInWords() + ")" : "";
        WaitGraph.Waiting wait = WaitGraph.OF_ALL_HOSTS.of(operation);
        List<Operation> awaited = wait == null ? operation.needs() : missing(wait);
        if (!awaited.isEmpty() && steps > 0) {
            Operation first = awaited.get(0);
            Progress further = of(first, steps - 1);
            return new Progress(
                    "waits for " + (first instanceof Unload ? "the " + first.words() : first.name())
                            + (awaited.size() == 1 ? "" : " and " + (awaited.size() - 1) + " more")
                            + (wait == null ? "" : " at " + wait.caller()) + times + ", which " + further.words,
                    further.cure,
                    further.stack);
        }
        String shorterStart = "let " + operation.name() + " do its long work after its start, or raise importTimeout";
        Thread thread = operation.thread();
        if (thread == null) {
            return new Progress(
                    (operation instanceof Import ? "waits for an import thread" : "is about to go") + times,
                    shorterStart,
                    null);
        }
        ThreadTrace trace = new ThreadTrace(thread);
        ClassInitWait initialisation = ClassInitWait.of(thread, operation.instance());
        String words = initialisation == null ? LockOwner.of(thread) : initialisation.words();
        return new Progress(
                "is at " + trace.at(operation.name()) + words + " on " + ImportThread.plainName(thread) + times,
                initialisation == null ? shorterStart : initialisation.cure(),
                trace);
    }

    private static List<Operation> missing(WaitGraph.Waiting wait) {
        return wait.targets().stream().filter(target -> !target.isOver()).toList();
    }
}
