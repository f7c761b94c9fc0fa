package dev.pluginhost.impl.imports;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A wait for the initialisation of a class that another thread runs. The virtual machine shows such a thread as runnable, in the code
 * that uses the class, and no interrupt ends the wait. So it is concluded from the stacks of all threads, taken at one moment: the
 * thread stands still where a class may be initialised, and another thread runs the static initialiser of a class that this code,
 * or the other thread's, has to do with. Immutable.
 *
 * @param type the name of the class that is waited for
 * @param runner the name of the thread that initialises it
 * @param plugin the plugin that this thread imports or stops; empty if it does neither
 * @param own the name of the class whose static initialiser waits; empty if none does
 */
record ClassInitWait(String type, String runner, String plugin, String own) {

    private static final String INITIALISER = "<clinit>";

    /** What native methods of the JDK initialise classes. */
    private static final List<String> INITIALISING =
            List.of("java.lang.Class", "java.lang.invoke.", "java.lang.reflect.", "jdk.internal.", "sun.misc.Unsafe");

    /** What the thread waits for that runs a plugin's start or stop; null if it is nothing of the kind. Not for the fast path. */
    static @Nullable ClassInitWait of(Thread thread, @Nullable Incarnation life) {
        Set<String> seen = life == null ? Set.of() : life.namesOfPrerequisites();
        long worked = LockOwner.cpuNanos(thread);
        StackTraceElement[] before = thread.getStackTrace(); // which may differ in hidden frames from that among all
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        StackTraceElement[] stack = all.get(thread);
        if (stack == null
                || stack.length == 0
                || !mayInitialise(stack[0])
                || thread.getState() != Thread.State.RUNNABLE) {
            return null;
        }
        @Nullable ClassInitWait best = null;
        int bestScore = 0;
        for (Map.Entry<Thread, StackTraceElement[]> other : all.entrySet()) {
            if (other.getKey() == thread) {
                continue;
            }
            for (StackTraceElement frame : other.getValue()) {
                int score = frame.getMethodName().equals(INITIALISER) ? score(stack, frame, other.getValue(), seen) : 0;
                if (score >= bestScore && score > 0) { // of several on one stack the one that was begun first
                    bestScore = score;
                    best = new ClassInitWait(
                            frame.getClassName(), plainName(other.getKey()), pluginOf(other.getKey()), ownType(stack));
                }
            }
        }
        boolean standsStill =
                best != null && Arrays.equals(before, thread.getStackTrace()) && LockOwner.cpuNanos(thread) == worked;
        return standsStill ? best : null;
    }

    private static boolean mayInitialise(StackTraceElement top) {
        if (!top.isNativeMethod()) {
            return true;
        }
        for (String name : INITIALISING) {
            if (top.getClassName().startsWith(name)) {
                return true;
            }
        }
        return false;
    }

    /** How likely it is what the stack waits for: 0 if the code on the stack has nothing to do with the class. */
    private static int score(
            StackTraceElement[] stack, StackTraceElement initialiser, StackTraceElement[] others, Set<String> seen) {
        String own = ownType(stack);
        if (own.equals(initialiser.getClassName())) {
            return 0;
        }
        boolean mutual = !own.isEmpty() && mayInitialise(others[0]);
        if (sameModule(foreign(stack), initialiser)) {
            return mutual ? 3 : 2;
        }
        boolean known = isOn(stack, initialiser)
                || isApplications(initialiser)
                || (initialiser.getModuleName() != null && seen.contains(initialiser.getModuleName()));
        return mutual || known ? 1 : 0;
    }

    /** Whether code of the class's module, or of its loader, is on the stack. */
    private static boolean isOn(StackTraceElement[] stack, StackTraceElement initialiser) {
        for (StackTraceElement frame : stack) {
            if (sameModule(frame, initialiser)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the class is not of a plugin, whose loader has its name, so that all plugins may see it. */
    private static boolean isApplications(StackTraceElement frame) {
        String loader = frame.getClassLoaderName();
        return loader == null || loader.equals("app") || loader.equals("platform");
    }

    private static boolean sameModule(StackTraceElement one, StackTraceElement other) {
        return one.getModuleName() == null
                ? other.getModuleName() == null
                : one.getModuleName().equals(other.getModuleName());
    }

    /** The innermost frame that is not the JDK's, which is what needs the class. */
    private static StackTraceElement foreign(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String module = frame.getModuleName();
            if (module == null || !module.startsWith("java.")) {
                return frame;
            }
        }
        return stack[0];
    }

    private static String ownType(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals(INITIALISER)) {
                return frame.getClassName();
            }
        }
        return "";
    }

    private static String plainName(Thread thread) {
        return thread instanceof ImportThread importer ? importer.plainName() : thread.getName();
    }

    private static String pluginOf(Thread thread) {
        Transit transit = thread instanceof ImportThread importer
                ? importer.top()
                : thread instanceof StopThread stopper ? stopper.part() : null;
        return transit == null ? "" : transit.name();
    }

    /** A clause for messages, with a comma before it. */
    String words() {
        return ", where it waits for the initialisation of class " + type + ", which thread \"" + runner + "\" runs"
                + (plugin.isEmpty() ? "," : " for plugin " + plugin + ",");
    }

    /** What can be done about it. */
    String cure() {
        return own.isEmpty()
                ? "have the static initialiser of " + type + " end soon: it must not wait, nor do long work"
                : "no timeout helps if the static initialisers of " + own + " and " + type
                        + " wait for each other: do not use one class in the static initialiser of the other";
    }
}
