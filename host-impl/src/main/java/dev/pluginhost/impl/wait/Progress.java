package dev.pluginhost.impl.wait;

import dev.pluginhost.impl.data.PluginConfiguration;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.threads.ImportThread;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has come: words to follow the plugin's name, and what you can do about the plugin that holds it up. If a thread runs that
 * plugin's operation, also where it is. Immutable.
 */
public record Progress(String words, String cure, @Nullable Throwable stack) {

    /** So many waits are named; a message with more is not read. */
    private static final int MOST_STEPS = 5;

    /** The progress at this moment. Takes stacks of other threads, so it is slow. */
    public static Progress of(Operation operation) {
        StringBuilder waits = new StringBuilder();
        Operation at = operation;
        for (int step = 0; ; step++) {
            String times = at instanceof Import of ? " (" + of.timesInWords() + ")" : "";
            WaitGraph.Waiting wait = WaitGraph.OF_ALL_HOSTS.of(at);
            List<Operation> awaited = wait == null
                    ? at.needs()
                    : wait.targets().stream().filter(target -> !target.isOver()).toList();
            if (awaited.isEmpty()) {
                return atEnd(at, waits.toString(), times);
            }
            at = awaited.get(0);
            if (step < MOST_STEPS) {
                waits.append("waits for ")
                        .append(WaitGraph.words(at))
                        .append(awaited.size() == 1 ? "" : " and " + (awaited.size() - 1) + " more")
                        .append(wait == null ? "" : " at " + wait.caller())
                        .append(times)
                        .append(", which ");
            } else if (step == MOST_STEPS) {
                waits.append("waits for others, the last of which ");
            }
        }
    }

    /** The progress of an operation that waits for no other one, and is waited for. */
    private static Progress atEnd(Operation operation, String waits, String times) {
        String shorterStart = "let " + operation.name() + " do its long work after its start, or raise importTimeout";
        Thread thread = operation.thread();
        if (thread == null) {
            return new Progress(
                    waits + (operation instanceof Import ? "waits for an import thread" : "is about to go") + times,
                    shorterStart,
                    null);
        }
        ThreadTrace trace = new ThreadTrace(thread);
        if (PluginConfiguration.isAsking(trace.getStackTrace())) {
            return new Progress(
                    waits + "is at " + trace.at(operation.name())
                            + ", where it waits for the application's function of configurations (at " + trace.at("")
                            + "), on " + ImportThread.plainName(thread) + times,
                    "let the function return that was given to PluginHost.builder().configuration(...)",
                    trace);
        }
        ClassInitWait initialisation = ClassInitWait.of(thread, operation.instance());
        String words = initialisation == null ? lockOwner(thread) : initialisation.words();
        return new Progress(
                waits + "is at " + trace.at(operation.name()) + words + " on " + ImportThread.plainName(thread) + times,
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
