package dev.pluginhost.testkit.leaks.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shark.CloseableHeapGraph;
import shark.GcRoot;
import shark.HeapField;
import shark.HeapObject;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;
import shark.HprofHeapGraph;
import shark.HprofRecordTag;

/**
 * An open heap dump as Shark reads it, and the class loader of each class, which Shark does not have. Not thread-safe.
 */
final class Dump implements AutoCloseable {

    private static final EnumSet<HprofRecordTag> ROOTS =
            EnumSet.range(HprofRecordTag.ROOT_UNKNOWN, HprofRecordTag.ROOT_THREAD_OBJECT);

    private final CloseableHeapGraph graph;

    /** In ascending order. Shark's own indices differ between its methods. */
    private final long[] ids;

    private final Map<Long, List<Long>> classes = new HashMap<>();
    private final Map<Integer, Long> threads = new HashMap<>();

    private Dump(CloseableHeapGraph graph) {
        this.graph = graph;
        ids = new long[graph.getObjectCount()];
        int count = 0;
        for (Iterator<HeapObject> all = graph.getObjects().iterator(); all.hasNext(); ) {
            ids[count++] = all.next().getObjectId();
        }
        Arrays.sort(ids);
        for (Iterator<HeapClass> all = graph.getClasses().iterator(); all.hasNext(); ) {
            HeapClass type = all.next();
            long loader = type.readRecord().getClassLoaderId();
            classes.computeIfAbsent(loader, none -> new ArrayList<>()).add(type.getObjectId());
        }
        for (GcRoot root : graph.getGcRoots()) {
            if (root instanceof GcRoot.ThreadObject thread) {
                threads.put(thread.getThreadSerialNumber(), thread.getId());
            }
        }
    }

    static Dump open(Path hprof) {
        CloseableHeapGraph graph;
        try {
            graph = HprofHeapGraph.Companion.openHeapGraph(hprof.toFile(), null, ROOTS);
        } catch (Exception e) { // Kotlin declares none
            throw unreadable(hprof, e);
        }
        try {
            return new Dump(graph);
        } catch (Throwable e) {
            try {
                graph.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    static RuntimeException unreadable(Path hprof, Exception e) {
        return e instanceof IOException io
                ? new UncheckedIOException("cannot read " + hprof + "; see the cause", io)
                : new IllegalArgumentException(hprof + " is no heap dump, or only a part of one; write it again", e);
    }

    /** The class loader that an instance with a token remembers; 0 if it has been collected. */
    long loaderOf(String type, long token) {
        for (Iterator<HeapInstance> all = graph.getInstances().iterator(); all.hasNext(); ) {
            HeapInstance gone = all.next();
            if (gone.getInstanceClassName().equals(type) && Long.valueOf(token).equals(token(gone, type))) {
                return loaderOf(gone, type);
            }
        }
        throw new IllegalArgumentException(
                "the plugin is not in the heap dump; write that in the same JVM, and after Gone.of");
    }

    /** The number of objects; each has an index. */
    int size() {
        return ids.length;
    }

    int indexOf(HeapObject object) {
        return Arrays.binarySearch(ids, object.getObjectId());
    }

    List<GcRoot> roots() {
        return graph.getGcRoots();
    }

    HeapObject at(int index) {
        return graph.findObjectById(ids[index]);
    }

    /** Null for an object that is not in the dump; a few references and roots lead to such objects. */
    @Nullable
    HeapObject find(long id) {
        return id == 0 ? null : graph.findObjectByIdOrNull(id);
    }

    /** All classes of a class loader; 0 is the loader of the JVM. */
    List<Long> classesOf(long loader) {
        return classes.getOrDefault(loader, List.of());
    }

    /** The class loaders that have classes and live as long as the JVM; 0 is the loader of the JVM. */
    List<Long> lasting() {
        return classes.keySet().stream().filter(this::lasts).toList();
    }

    /** Whether a class is collected with its users, not with its class loader. */
    static boolean isHidden(HeapClass type) {
        String name = type.getName();
        return name.contains("+0x") || name.contains("/0x") || name.contains(".0x");
    }

    String threadName(int serial) {
        HeapObject thread = find(threads.getOrDefault(serial, 0L));
        HeapField name = thread instanceof HeapInstance instance ? instance.get("java.lang.Thread", "name") : null;
        String text = name == null ? null : name.getValue().readAsJavaString();
        return text == null ? "?" : text;
    }

    @Override
    public void close() {
        try {
            graph.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean lasts(long loader) {
        return loader == 0
                || (find(loader) instanceof HeapInstance instance
                        && instance.getInstanceClassName().startsWith("jdk.internal.loader.ClassLoaders$"));
    }

    private static @Nullable Long token(HeapInstance gone, String type) {
        HeapField field = gone.get(type, "token");
        return field == null ? null : field.getValue().getAsLong();
    }

    private static long loaderOf(HeapInstance gone, String type) {
        HeapField loader = gone.get(type, "loader");
        HeapInstance reference = loader == null ? null : loader.getValueAsInstance();
        HeapField referent = reference == null ? null : reference.get("java.lang.ref.Reference", "referent");
        Long id = referent == null ? null : referent.getValue().getAsNonNullObjectId();
        return id == null ? 0 : id;
    }
}
