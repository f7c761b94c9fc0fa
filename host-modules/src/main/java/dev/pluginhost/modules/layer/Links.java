package dev.pluginhost.modules.layer;

import java.lang.module.ModuleDescriptor.Provides;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the classes of a plugin have linked to outside the plugin. Only through a class that it links to, code gets hold of its thread, of a
 * thread-local or of a lock. Unless there is such a class, the code has left nothing on the threads that it ran on. Thread-safe.
 */
final class Links {

    /** Classes of the JDK that leave nothing on a thread and call no code but what they are given, besides the functional interfaces. */
    private static final Set<String> HARMLESS = Set.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.CharSequence",
            "java.lang.Character",
            "java.lang.Comparable",
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Iterable",
            "java.lang.Long",
            "java.lang.Math",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Record",
            "java.lang.Runnable",
            "java.lang.Short",
            "java.lang.String",
            "java.lang.StringBuilder",
            "java.util.ArrayList",
            "java.util.Collection",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Iterator",
            "java.util.List",
            "java.util.Map",
            "java.util.Objects",
            "java.util.Optional",
            "java.util.Set");

    /** Set by the thread that links to a class before its code can use the class; never unset. */
    private volatile boolean reachThread;

    /** Those of other plugins, which count here as well. Replaced under the monitor, read without. */
    private volatile List<Links> others = List.of();

    /** To be called before a class of another loader is given to the virtual machine; with what the modules here provide. */
    void add(Class<?> type, Collection<Provides> provided) {
        ClassLoader loader = type.getClassLoader();
        String name = type.getName();
        if (reachThread || (loader == null && (HARMLESS.contains(name) || name.startsWith("java.util.function.")))) {
            return;
        }
        if (loader instanceof PluginClassLoader plugin) {
            add(plugin.links);
            return;
        }
        for (Provides service : provided) {
            if (service.service().equals(name) && hasNoCode(type)) {
                return;
            }
        }
        reachThread = true;
    }

    private synchronized void add(Links other) {
        if (!others.contains(other)) {
            List<Links> now = new ArrayList<>(others);
            now.add(other);
            others = List.copyOf(now);
        }
    }

    /** Whether nothing runs when a method of the type is called, or one of its fields is read, but the code of those that implement it. */
    private static boolean hasNoCode(Class<?> type) {
        try {
            boolean without = type.isInterface() && type.getFields().length == 0;
            for (Method method : without ? type.getMethods() : new Method[0]) {
                without &= Modifier.isAbstract(method.getModifiers());
            }
            return without;
        } catch (LinkageError | TypeNotPresentException e) { // a type of a signature is missing, and may not be needed
            return false;
        }
    }

    /** Whether code that has run so far may have left something on its thread. */
    boolean mayReachThread() {
        Set<Links> seen = new HashSet<>();
        Deque<Links> open = new ArrayDeque<>();
        open.add(this);
        while (!open.isEmpty()) {
            Links next = open.poll();
            if (next.reachThread) {
                return true;
            }
            for (Links other : next.others) {
                if (seen.add(other)) {
                    open.add(other);
                }
            }
        }
        return false;
    }
}
