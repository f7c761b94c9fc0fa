package dev.pluginhost.impl.leaks;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Reads private fields of {@code java.lang}, where that package is open to this module. Stateless. */
interface Peek {

    /** How to have it opened. */
    String OPENING = "--add-opens java.base/java.lang=dev.pluginhost.impl";

    /** By reflection. */
    Peek REFLECTION = new Peek() {
        @Override
        public boolean sees() {
            return Object.class.getModule().isOpen("java.lang", Peek.class.getModule());
        }

        @Override
        public @Nullable Object read(Class<?> declaring, String field, @Nullable Object from) {
            if (!sees()) {
                return null;
            }
            try {
                Field read = declaring.getDeclaredField(field);
                read.setAccessible(true);
                return read.get(from);
            } catch (ReflectiveOperationException e) {
                return null; // another release of the JDK, which has it elsewhere
            }
        }
    };

    /** Whether it is open. */
    boolean sees();

    /** The field's value; {@code null} also if it cannot be read. */
    @Nullable
    Object read(Class<?> declaring, String field, @Nullable Object from);
}
