package dev.pluginhost.modules.check;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds class files where a class loader would find classes, and defines none. For use by one thread. */
abstract class ClassSource {

    private final Map<String, Optional<FoundClass>> found = new HashMap<>();

    /** The class that the loader would give for an internal name; null if there is none. */
    final @Nullable FoundClass find(String name) {
        Optional<FoundClass> known = found.get(name);
        if (known == null) {
            known = Optional.ofNullable(look(name));
            found.put(name, known);
        }
        return known.orElse(null);
    }

    abstract @Nullable FoundClass look(String name);

    /** The package of a class with an internal name, with dots. */
    static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/'))).replace('/', '.');
    }
}
