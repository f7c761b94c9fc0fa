package dev.pluginhost.impl.wait;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ThreadTrace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has come: words to follow the plugin's name, what you can do about the plugin that holds it up, and where the thread is
 * that runs the operation of that plugin, if one does. Immutable.
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
        List<Operation> awaited = wait == null
                ? operation.needs()
                : wait.targets().stream().filter(target -> !target.isOver()).toList();
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
        String words = initialisation == null ? lockOwner(thread) : initialisation.words();
        return new Progress(
                "is at " + trace.at(operation.name()) + words + " on " + ImportThread.plainName(thread) + times,
                initialisation == null ? shorterStart : initialisation.cure(),
                trace);
    }

    /** The processor time that a thread has used; always the same where that is not known. */
    static long cpuNanos(Thread thread) {
        try {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
        } catch (LinkageError | RuntimeException e) {
            return -1; // the module java.management is not resolved, or the virtual machine does not measure it
        }
    }

    /** Which thread holds the lock that a thread waits for, as a clause with a comma before it; empty if none does, or it is not known. */
    private static String lockOwner(Thread thread) {
        try {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            return info == null || info.getLockOwnerName() == null
                    ? ""
                    : ", where it waits for a lock (" + info.getLockName() + ") that thread \""
                            + info.getLockOwnerName() + "\" holds,";
        } catch (LinkageError | RuntimeException e) {
            return ""; // whatever it is, it is not worth a message
        }
    }
}
