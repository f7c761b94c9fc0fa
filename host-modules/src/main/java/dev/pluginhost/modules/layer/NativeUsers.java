package dev.pluginhost.modules.layer;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that may have loaded native libraries: those with a class that refers to {@link System#load} or {@link System#loadLibrary}, or to
 * the methods of the same names of {@link Runtime}. The virtual machine binds a library to the loader of the class that loads it. Until that one
 * is collected, no other loader gets it.
 *
 * <p>One set for all hosts, as libraries belong to the process. Thread-safe; keeps no plugin alive.
 */
public final class NativeUsers {

    private static final byte[][] METHODS = {ascii("load"), ascii("loadLibrary")};
    private static final byte[][] OWNERS = {ascii("java/lang/System"), ascii("java/lang/Runtime")};

    /** More than a thread of the JDK takes, on a loaded machine, to unbind libraries after the collection. */
    private static final long UNBOUND_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Set<User> USERS = ConcurrentHashMap.newKeySet();

    /** Such a plugin, in one of its lives. Keeps nothing of it alive: loader and layer are null once they are collected. */
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

        public @Nullable ClassLoader loader() {
            return loader.get();
        }

        public @Nullable ModuleLayer layer() {
            return layer.get();
        }

        /** Whether it was unloaded or failed to start: its files are closed, or it is collected. */
        public boolean hasEnded() {
            PluginClassLoader there = loader.get();
            return there == null || there.closed;
        }

        private boolean isUnbound() {
            long now = System.nanoTime() | 1; // never 0
            if (goneSince == 0 && loader.refersTo(null)) {
                goneSince = now;
            }
            return goneSince != 0 && now - goneSince > UNBOUND_NANOS;
        }
    }

    private NativeUsers() {}

    static void add(PluginClassLoader loader, @Nullable ModuleLayer layer) {
        USERS.add(new User(loader, layer));
    }

    /** Those that have not been collected, or were seen to be for the first time a few seconds ago at most. */
    public static List<User> all() {
        if (USERS.isEmpty()) {
            return List.of();
        }
        USERS.removeIf(User::isUnbound);
        return List.copyOf(USERS);
    }

    /** Whether a class that the virtual machine has accepted refers to such a method, by its constants (JVMS 4.4). */
    static boolean refersTo(byte[] file) {
        int[] places = new int[number(file, 8)];
        boolean method = false;
        boolean owner = false;
        int at = 10;
        for (int i = 1; i < places.length; i++) {
            places[i] = at;
            switch (file[at]) {
                case 1 -> {
                    method |= isAny(METHODS, file, at);
                    owner |= isAny(OWNERS, file, at);
                    at += 3 + number(file, at + 1);
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5;
                case 5, 6 -> {
                    i++;
                    at += 9;
                }
                case 15 -> at += 4;
                default -> at += 3;
            }
        }
        return method && owner && hasMethod(file, places);
    }

    private static boolean hasMethod(byte[] file, int[] places) {
        for (int place : places) {
            if (file[place] == 10) { // a method of a class: its class, and its name and type
                int owner = places[number(file, places[number(file, place + 1)] + 1)];
                int name = places[number(file, places[number(file, place + 3)] + 1)];
                if (isAny(OWNERS, file, owner) && isAny(METHODS, file, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the text at a place is one of some. */
    private static boolean isAny(byte[][] texts, byte[] file, int at) {
        int length = number(file, at + 1);
        for (byte[] text : texts) {
            if (length == text.length && Arrays.equals(file, at + 3, at + 3 + length, text, 0, length)) {
                return true;
            }
        }
        return false;
    }

    private static int number(byte[] file, int at) {
        return ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
    }
}
