package dev.pluginhost.testkit.leaks.search;

import dev.pluginhost.testkit.leaks.HeldPath.Strength;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import shark.GcRoot;
import shark.HeapObject;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;

/**
 * Follows all references from the roots of a heap, the nearest first, until it has found enough paths into a plugin's territory
 * or has seen everything. Does not search the territory. Follows weaker references only if stronger ones lead nowhere. Not
 * thread-safe; used once.
 */
final class Search {

    private final Dump dump;
    private final Territory territory;
    private final int limit;
    private final References references;

    /** How each object was reached: 0 for not reached, i + 1 for object i, -i - 1 for root i. */
    private final int[] reachedFrom;

    private final int[] queue;
    private int head;
    private int tail;
    private final List<Root> roots = new ArrayList<>();
    private final List<Weaker> weaker = new ArrayList<>();
    private Strength strength = Strength.STRONG;

    private final List<Holding> holdings = new ArrayList<>();

    /** The first steps of the paths that were found. */
    private final Set<Object> exits = new HashSet<>();

    Search(Dump dump, Territory territory, int limit) {
        this.dump = dump;
        this.territory = territory;
        this.limit = limit;
        references = new References(dump);
        reachedFrom = new int[dump.size()];
        queue = new int[dump.size()];
    }

    /** A reference that is followed later. */
    private record Weaker(int from, long target, Strength strength) {}

    /** The paths, the shortest first. */
    List<Holding> holdings() {
        enterRoots();
        follow(Strength.STRONG);
        for (Strength weak : List.of(Strength.FINALIZER, Strength.SOFT)) {
            if (holdings.isEmpty()) {
                enterWeaker(weak);
                follow(weak);
            }
        }
        if (holdings.isEmpty()) {
            List<HeapInstance> unreferred = unreferred();
            enter(unreferred, Search::isOfClassValue);
            follow(Strength.HIDDEN);
            if (holdings.isEmpty()) {
                enter(unreferred, instance -> !isOfClass(instance));
                follow(Strength.HIDDEN);
            }
        }
        return holdings;
    }

    private void follow(Strength stage) {
        strength = stage;
        while (head < tail && holdings.size() < limit) {
            expand(queue[head++]);
        }
    }

    /** Static fields first: of equally long paths, theirs are the clearest. */
    private void enterRoots() {
        Predicate<GcRoot> isClass = GcRoot.StickyClass.class::isInstance;
        dump.roots().stream().filter(isClass).map(Root::of).forEach(this::enter);
        for (long loader : dump.lasting()) {
            for (long type : dump.classesOf(loader)) {
                if (dump.find(type) instanceof HeapClass known && !Dump.isHidden(known)) {
                    enter(Root.of(Root.Kind.CLASS, type));
                }
            }
        }
        dump.roots().stream().filter(isClass.negate()).map(Root::of).forEach(this::enter);
    }

    private void enter(Root root) {
        HeapObject object = dump.find(root.object());
        if (object != null && holdings.size() < limit) {
            roots.add(root);
            arrive(-roots.size(), object);
        }
    }

    private void enterWeaker(Strength next) {
        strength = next;
        for (Weaker reference : weaker) {
            HeapObject object = reference.strength() == next ? dump.find(reference.target()) : null;
            if (object != null) {
                arrive(reference.from() + 1, object);
            }
        }
    }

    private void enter(List<HeapInstance> instances, Predicate<HeapInstance> which) {
        for (HeapInstance instance : instances) {
            if (which.test(instance)) {
                enter(Root.of(Root.Kind.UNKNOWN, instance.getObjectId()));
            }
        }
    }

    private void expand(int index) {
        references.of(dump.at(index), (target, strong, label) -> {
            if (strong != Strength.STRONG && (strength == Strength.HIDDEN || strong.compareTo(strength) > 0)) {
                weaker.add(new Weaker(index, target, strong));
                return;
            }
            HeapObject object = dump.find(target);
            if (object != null) {
                arrive(index + 1, object);
            }
        });
    }

    private void arrive(int from, HeapObject object) {
        int index = dump.indexOf(object);
        if (territory.contains(object)) {
            hold(from, index);
        } else if (reachedFrom[index] == 0) {
            reachedFrom[index] = from;
            queue[tail++] = index;
        }
    }

    private void hold(int from, int held) {
        ArrayDeque<Integer> path = new ArrayDeque<>();
        path.addFirst(held);
        int step = from;
        while (step > 0) {
            path.addFirst(step - 1);
            step = reachedFrom[step - 1];
        }
        Root root = roots.get(-step - 1);
        List<Integer> objects = List.copyOf(path);
        if (holdings.size() < limit && exits.add(exit(root, objects))) {
            holdings.add(new Holding(strength, root, objects));
        }
    }

    /** A thread's stack counts once, of other roots each reference counts. */
    private static Object exit(Root root, List<Integer> objects) {
        return switch (root.kind()) {
            case LOCAL_VARIABLE, JNI_LOCAL, NATIVE_STACK -> "stack " + root.thread();
            default -> objects.subList(0, Math.min(2, objects.size()));
        };
    }

    /** Objects to which nothing in the dump refers, but which were not collected. */
    private List<HeapInstance> unreferred() {
        BitSet referred = new BitSet(dump.size());
        for (int i = 0; i < dump.size(); i++) {
            if (reachedFrom[i] == 0) {
                references.of(dump.at(i), (target, strong, label) -> {
                    HeapObject object = dump.find(target);
                    if (object != null) {
                        referred.set(dump.indexOf(object));
                    }
                });
            }
        }
        List<HeapInstance> rest = new ArrayList<>();
        for (int i = 0; i < dump.size(); i++) {
            if (reachedFrom[i] == 0
                    && !referred.get(i)
                    && dump.at(i) instanceof HeapInstance instance
                    && !territory.contains(instance)) {
                rest.add(instance);
            }
        }
        return rest;
    }

    private static boolean isOfClassValue(HeapInstance instance) {
        return instance.getInstanceClassName().equals("java.lang.ClassValue$ClassValueMap");
    }

    /**
     * What a class caches in fields that are in no heap dump: annotations, generic signatures, constants of an enum by name.
     * It leads only to classes of the same loader, so if it leads to the plugin, it belongs to the plugin.
     */
    private static boolean isOfClass(HeapInstance instance) {
        String type = instance.getInstanceClassName();
        return type.equals("java.lang.Class$AnnotationData")
                || type.startsWith("sun.reflect.generics.")
                || type.equals("java.util.HashMap");
    }
}
