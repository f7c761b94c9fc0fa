package dev.pluginhost.testkit.leaks.search;

import dev.pluginhost.testkit.leaks.HeldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import shark.HeapObject;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;
import shark.HeapObject.HeapObjectArray;
import shark.HprofRecord.StackFrameRecord;

/** Makes texts of the paths. Not thread-safe. */
final class Wording {

    private final Dump dump;
    private final Stacks stacks;
    private final Territory territory;
    private final String name;
    private final References references;

    Wording(Dump dump, Stacks stacks, Territory territory, String name) {
        this.dump = dump;
        this.stacks = stacks;
        this.territory = territory;
        this.name = name;
        references = new References(dump);
    }

    HeldPath path(Holding holding) {
        List<HeapObject> objects = holding.objects().stream().map(dump::at).toList();
        List<String> steps = new ArrayList<>();
        for (int i = 1; i < objects.size(); i++) {
            steps.add(reference(objects.get(i - 1), objects.get(i)));
        }
        String root = root(holding.root(), objects.get(0), steps);
        steps.addAll(end(objects.get(objects.size() - 1)));
        return new HeldPath(holding.strength(), root, steps);
    }

    /** A static field is root and step. */
    private String root(Root root, HeapObject object, List<String> steps) {
        return switch (root.kind()) {
            case CLASS -> steps.isEmpty() ? root.kind().noun() : steps.remove(0);
            case THREAD -> thread(root);
            case LOCAL_VARIABLE, JNI_LOCAL -> root.kind().noun() + place(root) + " on " + thread(root);
            case NATIVE_STACK -> "the native stack of " + thread(root);
            case JNI_GLOBAL, MONITOR, JVM -> root.kind().noun();
            case UNKNOWN -> root.kind().noun() + ", " + kindOf(object);
        };
    }

    private String thread(Root root) {
        return "thread \"" + dump.threadName(root.thread()) + "\"";
    }

    private String place(Root root) {
        StackFrameRecord frame = stacks.frame(root.thread(), root.frame());
        if (frame == null) {
            return "";
        }
        String type = dump.find(stacks.classOf(frame)) instanceof HeapClass known ? known.getName() : "?";
        return " of " + type + "." + stacks.method(frame) + "(" + stacks.place(frame) + ")";
    }

    /** The strongest of the references between two objects. */
    private String reference(HeapObject from, HeapObject to) {
        AtomicReference<@Nullable Labelled> best = new AtomicReference<>();
        references.of(from, (target, strength, label) -> {
            Labelled known = best.get();
            if (target == to.getObjectId() && (known == null || strength.compareTo(known.strength()) < 0)) {
                best.set(new Labelled(strength, label));
            }
        });
        Labelled found = best.get();
        return found == null ? "?" : found.label().get();
    }

    /** From an object of the plugin to its class loader, the path is short. */
    private List<String> end(HeapObject held) {
        String loader = "class loader of " + name;
        return territory.isLoader(held) ? List.of(loader) : List.of(kindOf(held), loader);
    }

    private static String kindOf(HeapObject object) {
        if (object instanceof HeapInstance instance) {
            return "an instance of " + instance.getInstanceClassName();
        }
        if (object instanceof HeapObjectArray array) {
            return "an array " + array.getArrayClassName();
        }
        return object instanceof HeapClass type ? "class " + type.getName() : "an array";
    }

    private record Labelled(HeldPath.Strength strength, Supplier<String> label) {}
}
