package dev.pluginhost.impl.wait;

import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.PluginInstance;
import dev.pluginhost.impl.threads.ImportThread;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A wait for the initialisation of a class that another thread runs. The virtual machine shows the thread that waits as runnable, and no
 * interrupt ends the wait. So it is concluded from the stacks of all threads at one moment. The thread stands still where a class may be
 * initialised. Another thread runs the static initialiser of a class that is related to the code on the stack. The thread {@code runner}
 * initialises the class {@code type}, and imports or stops the plugin, unless that is empty. The static initialiser of the class {@code own}
 * waits for it, unless that is empty. Immutable.
 */
record ClassInitWait(String type, String runner, String plugin, String own) {

    private static final String INITIALISER = "<clinit>";

    /** The prefixes of the JDK's classes whose native methods initialise classes. */
    private static final List<String> INITIALISING =
            List.of("java.lang.Class", "java.lang.invoke.", "java.lang.reflect.", "jdk.internal.", "sun.misc.Unsafe");

    /** What a thread waits for that runs the start or stop of an instance; null if for no such thing. Slow. */
    static @Nullable ClassInitWait of(Thread thread, @Nullable PluginInstance instance) {
        Set<String> required = new HashSet<>();
        if (instance != null) {
            instance.requirements().forEach(plugin -> required.add(plugin.name()));
        }
        long worked = Progress.cpuNanos(thread);
        StackTraceElement[] before = thread.getStackTrace(); // may differ in hidden frames from that among all
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        StackTraceElement[] stack = all.getOrDefault(thread, new StackTraceElement[0]);
        if (stack.length == 0 || !mayInitialise(stack[0]) || thread.getState() != Thread.State.RUNNABLE) {
            return null;
        }
        ClassInitWait best = null;
        int bestScore = 1;
        for (Map.Entry<Thread, StackTraceElement[]> other : all.entrySet()) {
            for (StackTraceElement frame : other.getKey() == thread ? new StackTraceElement[0] : other.getValue()) {
                int score = frame.getMethodName().equals(INITIALISER)
                        ? score(stack, frame, other.getValue()[0], required)
                        : 0;
                if (score >= bestScore) { // of several on one stack the outermost
                    bestScore = score;
                    Operation operation = ImportThread.operationOf(other.getKey());
                    best = new ClassInitWait(
                            frame.getClassName(),
                            ImportThread.plainName(other.getKey()),
                            operation == null ? "" : operation.name(),
                            ownType(stack));
                }
            }
        }
        boolean standsStill = Arrays.equals(before, thread.getStackTrace()) && Progress.cpuNanos(thread) == worked;
        return standsStill ? best : null;
    }

    private static boolean mayInitialise(StackTraceElement top) {
        return !top.isNativeMethod() || INITIALISING.stream().anyMatch(top.getClassName()::startsWith);
    }

    /** How likely a stack waits for an initialiser: 0 if its code is not related to the class. */
    private static int score(
            StackTraceElement[] stack, StackTraceElement initialiser, StackTraceElement top, Set<String> required) {
        String own = ownType(stack);
        if (own.equals(initialiser.getClassName())) {
            return 0;
        }
        boolean mutual = !own.isEmpty() && mayInitialise(top);
        StackTraceElement needing = Arrays.stream(stack)
                .filter(frame ->
                        frame.getModuleName() == null || !frame.getModuleName().startsWith("java."))
                .findFirst()
                .orElse(stack[0]);
        if (sameModule(needing, initialiser)) {
            return mutual ? 3 : 2;
        }
        boolean known = Arrays.stream(stack).anyMatch(frame -> sameModule(frame, initialiser))
                || isOfTheApplication(initialiser)
                || (initialiser.getModuleName() != null && required.contains(initialiser.getModuleName()));
        return mutual || known ? 1 : 0;
    }

    /** Whether all plugins may use the class: it is not of a plugin, whose loader has the plugin's name. */
    private static boolean isOfTheApplication(StackTraceElement frame) {
        String loader = frame.getClassLoaderName();
        return loader == null || loader.equals("app") || loader.equals("platform");
    }

    private static boolean sameModule(StackTraceElement one, StackTraceElement other) {
        return Objects.equals(one.getModuleName(), other.getModuleName());
    }

    private static String ownType(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getMethodName().equals(INITIALISER))
                .map(StackTraceElement::getClassName)
                .findFirst()
                .orElse("");
    }

    /** A clause with a comma before it. */
    String words() {
        return ", where it waits for the initialisation of class " + type + ", which thread \"" + runner + "\" runs"
                + (plugin.isEmpty() ? "," : " for plugin " + plugin + ",");
    }

    /** What you can do about it. */
    String cure() {
        return own.isEmpty()
                ? "have the static initialiser of " + type + " end soon: it must not wait, nor do long work"
                : "no timeout helps if the static initialisers of " + own + " and " + type
                        + " wait for each other: do not use one class in the static initialiser of the other";
    }
}
