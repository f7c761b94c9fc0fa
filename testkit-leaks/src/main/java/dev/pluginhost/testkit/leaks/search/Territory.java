package dev.pluginhost.testkit.leaks.search;

import java.util.HashSet;
import java.util.Set;
import shark.HeapObject;
import shark.HeapObject.HeapInstance;
import shark.HeapObject.HeapObjectArray;

/**
 * What of a plugin keeps all of it: its class loader, its classes, and all instances and arrays of these. An object that refers to any
 * of that holds the plugin. Immutable.
 */
final class Territory {

    private final long loader;
    private final Set<Long> classes;

    private Territory(long loader, Set<Long> classes) {
        this.loader = loader;
        this.classes = classes;
    }

    static Territory of(Dump dump, long loader) {
        return new Territory(loader, new HashSet<>(dump.classesOf(loader)));
    }

    boolean contains(HeapObject object) {
        return object.getObjectId() == loader || classes.contains(classOf(object));
    }

    boolean isLoader(HeapObject object) {
        return object.getObjectId() == loader;
    }

    /** For a class the class itself, because the class of a class is not the plugin's. */
    private static long classOf(HeapObject object) {
        if (object instanceof HeapInstance instance) {
            return instance.getInstanceClassId();
        }
        return object instanceof HeapObjectArray array ? array.getArrayClassId() : object.getObjectId();
    }
}
