package dev.pluginhost.impl.state;

import dev.pluginhost.Dependents;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.recording.EndedImport;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.recording.Timeline;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.modules.graph.PluginNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest instance of each plugin that a caller has ever asked for, and how its last import went. Each transition happens under the stripe
 * of the plugin's name. Nothing is called there but the events, which keep the registry and note what listeners are to be notified of.
 *
 * <p>Transitions of several names exclude each other by a read-write lock. A thread that plans an import and installs what it has planned
 * shares it ({@link #planLock}), so nothing that the plan builds on begins to leave. A thread that marks a plugin and its dependents as
 * leaving holds it alone. Stripes are taken inside it, one at a time. Thread-safe.
 */
public final class PluginTable {

    private static final class Slot {
        /** The last instance that has begun: under way, imported or leaving. Written under the stripe, read by any thread. */
        volatile @Nullable PluginInstance newest;

        /** How the last import went, if one has ended. Guarded by the stripe. */
        Optional<EndedImport> last = Optional.empty();
    }

    /**
     * The answer to a request for a plugin: its import, if that was under way at that moment, or else what came of the request. The instance
     * is null if nothing had to be imported; {@code begun} says whether this request has begun the import.
     */
    public record Found(
            @Nullable PluginInstance instance,
            @Nullable Import underWay,
            @Nullable Outcome outcome,
            boolean begun) {

        /** What came of the request, when its import is over. */
        public Outcome result() {
            return Objects.requireNonNull(
                    outcome != null || underWay == null ? outcome : underWay.outcome(), "outcome");
        }
    }

    /** What came of the request to unload a plugin. */
    public sealed interface Leaving {
        /** The plugin leaves. {@code begun} are the unloads that begin with this call, each after those that it comes after. */
        record Begun(Unload unload, List<Unload> begun) implements Leaving {}

        /** It is neither imported nor under way. */
        record Absent() implements Leaving {}

        record InUse(List<String> dependents) implements Leaving {}

        record Closed() implements Leaving {}
    }

    /** Whether a plugin is being imported, whether it is being unloaded and no new import has begun, and how the last import went. */
    public record Status(boolean underWay, boolean leaving, Optional<EndedImport> last) {

        public Optional<PluginInfo.Failure> failure() {
            return last.flatMap(EndedImport::failure);
        }

        public Optional<PluginInfo.Trace> trace() {
            return last.map(EndedImport::trace);
        }
    }

    private final Events events;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Timeline timeline;
    private final Stripes stripes = new Stripes();
    private final ReentrantReadWriteLock leaving = new ReentrantReadWriteLock();

    /** Slots are added and removed under the stripe of their name. */
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    /** Added with the plan lock, removed by the thread that ends one. */
    private final Set<Import> imports = ConcurrentHashMap.newKeySet();

    /** The unloads that are not over, or not reported. Added under the write lock, removed by the thread that ends one. */
    private final Set<Unload> unloads = ConcurrentHashMap.newKeySet();

    /** Set once under the write lock; read under that lock or a stripe by threads that begin something. */
    private volatile boolean closed;

    public PluginTable(Events events, Clock clock, LongSupplier nanoClock, Timeline timeline) {
        this.events = events;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.timeline = timeline;
    }

    // Import

    /** Held by a thread while it plans and calls {@link #join}: nothing begins to leave. */
    public Lock planLock() {
        return leaving.readLock();
    }

    /** The instance of a plugin that is imported and not leaving. */
    public @Nullable PluginInstance staying(String name) {
        PluginInstance newest = newest(name);
        return newest != null && !newest.isLeaving() && newest.imported() != null ? newest : null;
    }

    private @Nullable PluginInstance newest(String name) {
        Slot slot = slots.get(name);
        return slot == null ? null : slot.newest;
    }

    /**
     * Finds the instance of a plugin that is imported or under way, or begins its import, which requires these instances. To be called with
     * the {@link #planLock}. Null if the host is closed.
     */
    public @Nullable Found join(PluginNode node, List<PluginInstance> prerequisites, Caller caller, Urgency urgency) {
        Import begun;
        Lock stripe = stripes.lock(node.name());
        try {
            if (closed) {
                return null;
            }
            slots.putIfAbsent(node.name(), new Slot());
            Slot slot = Objects.requireNonNull(slots.get(node.name()));
            PluginInstance newest = slot.newest;
            if (newest != null && !newest.isLeaving()) {
                return new Found(newest, newest.underWay(), newest.outcome(), false);
            }
            Operation before = newest == null ? null : newest.unload();
            begun = new Import(node, prerequisites, before, caller, urgency, clock.instant(), nanoClock);
            imports.add(begun); // now, so that the thread that closes the table finds it
            slot.newest = begun.instance();
        } finally {
            stripe.unlock();
        }
        begun.instance().pin();
        return new Found(begun.instance(), begun, null, true);
    }

    /**
     * Changes the plan of an import that runs on the current thread, which requires these plugins now. False, and nothing changes, if one of
     * them is leaving.
     */
    public boolean replan(Import operation, PluginNode node, List<Imported> required) {
        PluginInstance instance = operation.instance();
        leaving.readLock().lock();
        try {
            List<PluginInstance> after = new ArrayList<>();
            for (Imported imported : required) {
                PluginInstance pinned = instance.prerequisite(imported.name());
                PluginInstance found =
                        pinned != null && pinned.imported() == imported ? pinned : staying(imported.name());
                if (found == null || found.imported() != imported) {
                    return false;
                }
                after.add(found);
            }
            instance.replan(node, after);
            return true;
        } finally {
            leaving.readLock().unlock();
        }
    }

    /** Ends an import with an imported plugin, which callers get from now on; false if it was ended before: then nothing changes. */
    public boolean publish(Import operation, Imported imported) {
        Outcome outcome = new Outcome.Present(imported);
        boolean ended = end(operation, outcome, Optional.empty());
        if (ended) {
            operation.finish(outcome);
        }
        return ended;
    }

    /** Ends an import that has failed; false if it was ended before: then nothing changes. The caller announces it. */
    public boolean fail(Import operation, FailedImport failure) {
        return end(operation, new Outcome.Failed(failure), Optional.of(failure.recorded(clock.instant())));
    }

    /** Tells the callers of an import that it has failed, when all that they may ask next is known. */
    public void announce(Import operation, FailedImport failure) {
        operation.finish(new Outcome.Failed(failure));
    }

    /** False if it was ended before. */
    private boolean end(Import operation, Outcome outcome, Optional<PluginInfo.Failure> failure) {
        PluginInstance instance = operation.instance();
        EndedImport ended = operation.ended(failure);
        Lock stripe = stripes.lock(operation.name());
        try {
            Slot slot = slots.get(operation.name());
            if (slot == null || instance.underWay() != operation) {
                return false;
            }
            if (outcome instanceof Outcome.Present present) {
                events.publish(present.imported());
            } else if (slot.newest == instance) {
                slot.newest = aliveBefore(operation);
            }
            if (failure.isPresent()) {
                instance.unpin(instance.prerequisites());
                events.failed(operation.name(), failure.get());
            }
            instance.ended(outcome);
            markLeaving(instance);
            slot.last = Optional.of(ended);
            imports.remove(operation);
        } finally {
            stripe.unlock();
        }
        try {
            timeline.add(ended); // before anybody that waits for the import, or listens, can look
            operation.record(ended);
            events.deliver();
        } catch (Throwable thrown) { // such as no memory: the import is decided, and its callers have to be woken
            Recorder.failed("The " + operation.words() + " has ended, and not all that follows was done", "", thrown);
        }
        return true;
    }

    /** The instance whose unloading the import was to come after, if that is not over: the next import has to come after it too. */
    private static @Nullable PluginInstance aliveBefore(Import operation) {
        Operation before = operation.before();
        PluginInstance last = before == null ? null : before.instance();
        return last != null && last.isAlive() ? last : null;
    }

    /** To be called under the stripe, when the instance is imported or has begun to leave. */
    private static void markLeaving(PluginInstance instance) {
        Imported imported = instance.imported();
        if (imported != null && instance.isLeaving()) {
            imported.leave();
        }
    }

    // Unload

    /**
     * Marks plugins as leaving, in one step, and before each of them all that require it, also those under way. From then on no import begins
     * to require them. A caller that asks for one of them begins a new import, which comes after its unloading.
     */
    public List<Leaving> leave(Collection<String> names, Dependents dependents, Caller caller) {
        List<Leaving> all = new ArrayList<>();
        leaving.writeLock().lock();
        try {
            for (String name : names) {
                all.add(leave(name, dependents, caller));
            }
        } finally {
            leaving.writeLock().unlock();
        }
        return all;
    }

    private Leaving leave(String name, Dependents dependents, Caller caller) {
        PluginInstance last = newest(name);
        if (closed) {
            return new Leaving.Closed();
        }
        if (last == null) {
            return new Leaving.Absent();
        }
        if (last.unload() instanceof Unload underWay) {
            return new Leaving.Begun(underWay, List.of());
        }
        List<PluginInstance> staying = stayingDependents(last);
        if (dependents == Dependents.REFUSE && !staying.isEmpty()) {
            return new Leaving.InUse(
                    staying.stream().map(PluginInstance::name).sorted().toList());
        }
        List<Unload> begun = new ArrayList<>();
        for (PluginInstance next : PluginInstance.inOrder(last, PluginTable::stayingDependents)) {
            begun.add(mark(next, caller));
        }
        return new Leaving.Begun(begun.get(begun.size() - 1), begun);
    }

    /** Those that require an instance and are not marked; they leave before it. */
    private static List<PluginInstance> stayingDependents(PluginInstance instance) {
        List<PluginInstance> staying = instance.dependents();
        staying.removeIf(PluginInstance::isLeaving);
        return staying;
    }

    private Unload mark(PluginInstance instance, Caller caller) {
        List<Unload> before = new ArrayList<>();
        for (PluginInstance dependent : instance.dependents()) {
            if (dependent.unload() instanceof Unload earlier) {
                before.add(earlier); // all are marked, as they come first in the order
            }
        }
        Unload unload = new Unload(instance, before, caller);
        unloads.add(unload); // now, so that the thread that closes the table finds it
        Lock stripe = stripes.lock(instance.name());
        try {
            instance.leave(unload);
            markLeaving(instance);
        } finally {
            stripe.unlock();
        }
        return unload;
    }

    /** Makes an imported plugin invisible, for a reason that can follow the module's name; false if it was invisible before. */
    public boolean withdraw(Imported imported, String why) {
        boolean withdrawn;
        Lock stripe = stripes.lock(imported.name());
        try {
            withdrawn = events.withdraw(imported, why);
        } finally {
            stripe.unlock();
        }
        events.deliver();
        return withdrawn;
    }

    /** Ends an instance that has been unloaded, or stopped with the host: what it required is unpinned, and its successor may begin. */
    public void gone(PluginInstance instance) {
        Lock stripe = stripes.lock(instance.name());
        try {
            Slot slot = slots.get(instance.name());
            if (slot != null && slot.newest == instance) {
                slot.newest = null;
            }
            Imported imported = instance.imported();
            if (imported != null) {
                events.unloaded(imported);
            }
            instance.end();
        } finally {
            stripe.unlock();
        }
        events.deliver();
    }

    public Set<Unload> unloads() {
        return unloads;
    }

    /** The plugins of these names that are imported, and those that require them, each after those that it requires. */
    public List<PluginNode> importedWithDependents(Collection<String> names) {
        Set<PluginInstance> lastFirst = new LinkedHashSet<>();
        leaving.readLock().lock();
        try {
            for (String name : names) {
                PluginInstance there = staying(name);
                if (there != null) {
                    lastFirst.addAll(PluginInstance.inOrder(there, PluginTable::stayingDependents));
                }
            }
        } finally {
            leaving.readLock().unlock();
        }
        List<PluginInstance> imported = new ArrayList<>(lastFirst);
        imported.removeIf(instance -> instance.imported() == null);
        Collections.reverse(imported);
        return imported.stream().map(PluginInstance::node).toList();
    }

    public Status status(String name) {
        Lock stripe = stripes.lock(name);
        try {
            Slot slot = slots.getOrDefault(name, new Slot());
            PluginInstance newest = slot.newest;
            boolean isLeaving = newest != null && newest.isLeaving();
            boolean underWay = newest != null && !isLeaving && newest.underWay() != null;
            return new Status(underWay, isLeaving, slot.last);
        } finally {
            stripe.unlock();
        }
    }

    public Timeline timeline() {
        return timeline;
    }

    /** The import of a plugin that is under way; null if there is none. */
    public @Nullable Import underWay(String name) {
        PluginInstance newest = newest(name);
        return newest == null ? null : newest.underWay();
    }

    /** All imports under way, also those of plugins that leave when they are imported. */
    public List<Import> underWay() {
        return List.copyOf(imports);
    }

    /** Forgets the plugins that are not installed any more, unless they are imported or under way. */
    public void forget(Predicate<String> installed) {
        for (String name : List.copyOf(slots.keySet())) {
            if (!installed.test(name)) {
                Lock stripe = stripes.lock(name);
                try {
                    slots.computeIfPresent(name, (same, slot) -> slot.newest == null ? null : slot);
                } finally {
                    stripe.unlock();
                }
            }
        }
    }

    public boolean isClosed() {
        return closed;
    }

    /** Lets nothing begin from now on. When this returns, {@link #underWay()} and {@link #unloads} give all that has begun. */
    public void close() {
        leaving.writeLock().lock();
        try {
            closed = true;
        } finally {
            leaving.writeLock().unlock();
        }
    }

    /** Ends all instances, as their plugins have been stopped with the host. */
    public void clear() {
        for (String name : List.copyOf(slots.keySet())) {
            PluginInstance newest = newest(name);
            if (newest != null) {
                gone(newest);
            }
        }
    }
}
