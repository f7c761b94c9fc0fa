package dev.pluginhost.impl.layer;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that may have loaded native libraries: those of whose classes one refers to {@link System#load} or
 * {@link System#loadLibrary}, or to the methods of the same names of {@link Runtime}. The virtual machine binds a library to
 * the loader of the class that loads it, and refuses it to every other loader until that one is collected.
 *
 * <p>One list for all hosts, as libraries are the process's. Thread-safe; its lock is held for list operations alone. Keeps no
 * plugin alive.
 */
public final class NativeUsers {

    private static final byte[] LOAD = "load".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOAD_LIBRARY = "loadLibrary".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SYSTEM = "java/lang/System".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RUNTIME = "java/lang/Runtime".getBytes(StandardCharsets.US_ASCII);

    /** More than a thread of the JDK takes, on a loaded machine, to unbind libraries after the collection. */
    private static final long UNBOUND_NANOS = Duration.ofSeconds(5).toNanos();

    /** Guarded by its own monitor. */
    private static final List<User> USERS = new ArrayList<>();

    /** Such a plugin, in one of its lives. Keeps nothing of it alive. */
    public static final class User {

        private final String plugin;
        private final WeakReference<PluginClassLoader> loader;
        private final WeakReference<ModuleLayer> layer;

        /** Whether it was seen to be collected, and when; guarded by the monitor of the list. */
        private boolean seenGone;

        private long goneSince;

        User(PluginClassLoader loader, @Nullable ModuleLayer layer) {
            this.plugin = String.valueOf(loader.getName());
            this.loader = new WeakReference<>(loader);
            this.layer = new WeakReference<>(layer);
        }

        /** The plugin's name. */
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

        /** Whether it was collected so long ago that its libraries are unbound. Guarded by the monitor of the list. */
        boolean isLongGone() {
            if (!loader.refersTo(null)) {
                return false;
            }
            long now = System.nanoTime();
            if (!seenGone) {
                seenGone = true;
                goneSince = now;
            }
            return now - goneSince > UNBOUND_NANOS;
        }
    }

    private NativeUsers() {}

    static void add(PluginClassLoader loader, @Nullable ModuleLayer layer) {
        User user = new User(loader, layer);
        synchronized (USERS) {
            USERS.removeIf(User::isLongGone);
            USERS.add(user);
        }
    }

    /** Those that have not been collected, or were seen to be for the first time a few seconds ago at most. */
    public static List<User> all() {
        synchronized (USERS) {
            USERS.removeIf(User::isLongGone);
            return List.copyOf(USERS);
        }
    }

    /**
     * Whether a class refers to a method that loads a library. Reads its constants (JVMS 4.4) once, and a second time if a name
     * among them is that of such a method, which is rare.
     *
     * @param file a class file that the virtual machine has accepted
     */
    static boolean refersTo(byte[] file) {
        int count = number(file, 8);
        boolean named = false;
        int at = 10;
        for (int i = 1; i < count && !named; i++) {
            named = isText(file, at, LOAD) || isText(file, at, LOAD_LIBRARY);
            i += isLong(file[at]) ? 1 : 0;
            at += size(file, at);
        }
        return named && hasMethod(file, count);
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
                if ((isText(file, owner, SYSTEM) || isText(file, owner, RUNTIME))
                        && (isText(file, name, LOAD) || isText(file, name, LOAD_LIBRARY))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isText(byte[] file, int at, byte[] text) {
        return file[at] == 1
                && number(file, at + 1) == text.length
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
