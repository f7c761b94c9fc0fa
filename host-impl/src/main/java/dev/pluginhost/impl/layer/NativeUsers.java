package dev.pluginhost.impl.layer;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that may have loaded native libraries: those with a class that refers to {@link System#load} or
 * {@link System#loadLibrary}, or to the methods of the same names of {@link Runtime}. The virtual machine binds a library to
 * the loader of the class that loads it, and refuses it to every other loader until that one is collected.
 *
 * <p>One set for all hosts, as libraries belong to the process. Thread-safe; keeps no plugin alive.
 */
public final class NativeUsers {

    private static final byte[] LOAD = "load".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOAD_LIBRARY = "loadLibrary".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SYSTEM = "java/lang/System".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RUNTIME = "java/lang/Runtime".getBytes(StandardCharsets.US_ASCII);

    /** More than a thread of the JDK takes, on a loaded machine, to unbind libraries after the collection. */
    private static final long UNBOUND_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Set<User> USERS = ConcurrentHashMap.newKeySet();

    /** Such a plugin, in one of its lives. Keeps nothing of it alive. */
    public static final class User {

        private final String plugin;
        private final WeakReference<PluginClassLoader> loader;
        private final WeakReference<ModuleLayer> layer;

        /** When it was first seen to be collected, by any thread; 0 if it was not. */
        private volatile long goneSince;

        private User(PluginClassLoader loader, @Nullable ModuleLayer layer) {
            this.plugin = String.valueOf(loader.getName());
            this.loader = new WeakReference<>(loader);
            this.layer = new WeakReference<>(layer);
        }

        public String plugin() {
            return plugin;
        }

        /** Its loader, unless collected. */
        public @Nullable ClassLoader loader() {
            return loader.get();
        }

        /** Its layer, unless collected. */
        public @Nullable ModuleLayer layer() {
            return layer.get();
        }

        /** Whether it was unloaded or failed to start: its files are closed, or it is collected. */
        public boolean hasEnded() {
            PluginClassLoader there = loader.get();
            return there == null || there.isClosed();
        }

        private boolean isUnbound() {
            if (!loader.refersTo(null)) {
                return false;
            }
            long now = System.nanoTime() | 1; // never 0
            if (goneSince == 0) {
                goneSince = now;
            }
            return now - goneSince > UNBOUND_NANOS;
        }
    }

    private NativeUsers() {}

    static void add(PluginClassLoader loader, @Nullable ModuleLayer layer) {
        USERS.add(new User(loader, layer));
    }

    /** Those that have not been collected, or were seen to be for the first time a few seconds ago at most. */
    public static List<User> all() {
        USERS.removeIf(User::isUnbound);
        return List.copyOf(USERS);
    }

    /**
     * Whether a class refers to a method that loads a library. Goes through its constants (JVMS 4.4) once, and makes a table of them
     * only if the names of such a method and its class are among them, which is rare.
     *
     * @param file a class file that the virtual machine has accepted
     */
    static boolean refersTo(byte[] file) {
        int count = number(file, 8);
        boolean method = false;
        boolean owner = false;
        int at = 10;
        for (int i = 1; i < count && !(method && owner); i++) {
            if (file[at] == 1) {
                method |= isMethod(file, at);
                owner |= isOwner(file, at);
            }
            i += isLong(file[at]) ? 1 : 0;
            at += size(file, at);
        }
        return method && owner && hasMethod(file, count);
    }

    private static boolean hasMethod(byte[] file, int count) {
        int[] places = new int[count];
        int at = 10;
        for (int i = 1; i < count; i++) {
            places[i] = at;
            i += isLong(file[at]) ? 1 : 0;
            at += size(file, at);
        }
        for (int place : places) {
            if (place != 0 && file[place] == 10) { // a method of a class: its class, and its name and type
                int owner = places[number(file, places[number(file, place + 1)] + 1)];
                int name = places[number(file, places[number(file, place + 3)] + 1)];
                if (isOwner(file, owner) && isMethod(file, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isMethod(byte[] file, int text) {
        return isText(file, text, LOAD) || isText(file, text, LOAD_LIBRARY);
    }

    private static boolean isOwner(byte[] file, int text) {
        return isText(file, text, SYSTEM) || isText(file, text, RUNTIME);
    }

    private static boolean isText(byte[] file, int at, byte[] text) {
        return number(file, at + 1) == text.length
                && Arrays.equals(file, at + 3, at + 3 + text.length, text, 0, text.length);
    }

    private static boolean isLong(int tag) {
        return tag == 5 || tag == 6;
    }

    /** How many bytes a constant takes, its tag included. */
    private static int size(byte[] file, int at) {
        return switch (file[at]) {
            case 1 -> 3 + number(file, at + 1);
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
            case 5, 6 -> 9;
            case 15 -> 4;
            default -> 3;
        };
    }

    private static int number(byte[] file, int at) {
        return ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
    }
}
