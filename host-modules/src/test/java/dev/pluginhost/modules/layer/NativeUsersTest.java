package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A class refers to a method that loads a native library")
@SuppressWarnings("unused") // what counts is what is compiled
class NativeUsersTest {

    static final class OfSystem {
        static final long WIDE = 1L << 40;

        static void load() {
            System.out.println(WIDE + 1.5 * WIDE);
            System.load("/no/such/library");
        }
    }

    static final class OfSystemByName {
        static void load() {
            System.loadLibrary("none");
        }
    }

    static final class OfRuntime {
        static void load() {
            Runtime.getRuntime().load("/no/such/library");
        }
    }

    static final class ByReference {
        static final Consumer<String> LOAD = System::loadLibrary;
    }

    static final class OfOthers {
        static final double WIDE = 1.5;

        static void load(String text) {
            System.out.println(WIDE + ServiceLoader.load(Runnable.class).toString() + text);
            if (text.isEmpty()) {
                load("loadLibrary");
            }
        }
    }

    private static boolean refersTo(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(file))) {
            return NativeUsers.refersTo(in.readAllBytes());
        }
    }

    @Test
    @DisplayName("if it calls one of System or Runtime, also by a method reference")
    void calls() throws IOException {
        for (Class<?> type :
                new Class<?>[] {OfSystem.class, OfSystemByName.class, OfRuntime.class, ByReference.class}) {
            assertEquals(true, refersTo(type), type::getName);
        }
    }

    @Test
    @DisplayName("not if it calls a method of that name of another class")
    void others() throws IOException {
        for (Class<?> type : new Class<?>[] {OfOthers.class, NativeUsersTest.class, String.class}) {
            assertEquals(false, refersTo(type), type::getName);
        }
    }
}
