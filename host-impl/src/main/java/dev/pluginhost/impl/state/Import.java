package dev.pluginhost.impl.state;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.graph.PluginNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operation that makes one instance of a plugin. Callers that ask meanwhile share it. One import thread claims and runs it. How it ends
 * is decided under the stripe of its name ({@link PluginTable}). Safe for use by any thread.
 */
public final class Import extends Operation {

    private static final ImportStage[] STAGES = ImportStage.values();

    private final Instant askedAt;
    private final LongSupplier nanoClock;
    private final PluginInstance instance;

    /** The unloading of the plugin's last instance, until that is over. Read by any thread. */
    private volatile @Nullable Operation before;

    /** The thread that has claimed it. Written by that thread, read by any. */
    private volatile @Nullable Thread thread;

    /** The name of that thread without the plugin's. Written before {@link #thread}. */
    private volatile String threadName = "";

    /** Only ever raised, by any thread that waits. */
    private volatile Urgency urgency;

    /** Nanoseconds in each stage that has ended. Written by the thread that runs it, read by any, as are the next two. */
    private final AtomicLongArray nanos = new AtomicLongArray(STAGES.length);

    private volatile ImportStage stage = ImportStage.QUEUE;
    private volatile long stageBegan;

    /** What it has acquired, while its thread runs it. Written by that thread, read by any. */
    private volatile @Nullable Acquisition acquisition;

    Import(
            PluginNode node,
            List<PluginInstance> prerequisites,
            @Nullable Operation before,
            Caller caller,
            Urgency urgency,
            Instant askedAt,
            LongSupplier nanoClock) {
        super(node.name(), node.candidate().location(), caller);
        this.urgency = urgency;
        this.askedAt = askedAt;
        this.nanoClock = nanoClock;
        this.stageBegan = nanoClock.getAsLong();
        this.before = before;
        this.instance = new PluginInstance(node, prerequisites, this);
    }

    @Override
    public PluginInstance instance() {
        return instance;
    }

    /** The plugin as it is planned. */
    public PluginNode node() {
        return instance.node();
    }

    @Override
    public String words() {
        return "import of plugin " + name();
    }

    /** Whether it runs code of the plugin: its start, or the constructors of its services. */
    public boolean runsPluginCode() {
        return !node().candidate().descriptor().provides().isEmpty();
    }

    // Before it runs

    @Override
    List<Operation> pending() {
        List<Operation> pending = new ArrayList<>(missing());
        Operation last = before();
        if (last != null) {
            pending.add(last);
        }
        return pending;
    }

    /** The imports of its prerequisites that are not over. */
    private List<Import> missing() {
        List<Import> missing = new ArrayList<>();
        for (PluginInstance prerequisite : instance.prerequisites()) {
            Import underWay = prerequisite.underWay();
            if (underWay != null && !underWay.isOver()) {
                missing.add(underWay);
            }
        }
        return missing;
    }

    /** The unloading that must end before this can begin; null if there is none. */
    public @Nullable Operation before() {
        Operation last = before;
        if (last != null && last.isOver()) {
            before = null; // it need not be kept any longer
            return null;
        }
        return last;
    }

    /** This import and those that must end before it, in an order in which they can run. */
    public List<Import> runOrder() {
        record Visit(Import operation, Iterator<Import> rest) {}
        List<Import> order = new ArrayList<>();
        Set<Import> seen = new HashSet<>(Set.of(this));
        Deque<Visit> visits = new ArrayDeque<>();
        visits.push(new Visit(this, missing().iterator()));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.rest.hasNext()) {
                order.add(visits.pop().operation);
                continue;
            }
            Import next = visit.rest.next();
            if (seen.add(next)) {
                visits.push(new Visit(next, next.missing().iterator()));
            }
        }
        return order;
    }

    /** How soon it is to be run. */
    public Urgency urgency() {
        return urgency;
    }

    /** Makes it at least so urgent. Under the lock of the import threads, which order their queue by it. */
    public void raise(Urgency atLeast) {
        if (urgency.compareTo(atLeast) < 0) {
            urgency = atLeast;
        }
    }

    // While it runs

    /** Makes the current thread the one that runs it; true for one thread only. */
    public boolean claim(String plainName) {
        if (isOver() || !begin()) {
            return false;
        }
        threadName = plainName;
        thread = Thread.currentThread();
        return true;
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    /** What came of a prerequisite, which is over when this runs; null if it is optional and was left out. */
    public @Nullable Outcome prerequisite(String name) {
        PluginInstance prerequisite = instance.prerequisite(name);
        return prerequisite == null ? null : prerequisite.outcome();
    }

    /** What it has acquired and has to release if it fails; null while nothing. */
    public @Nullable Acquisition acquisition() {
        return acquisition;
    }

    /** Sets what it acquires from now on. */
    public void acquire(@Nullable Acquisition what) {
        acquisition = what;
    }

    /** Ends the present stage and begins the next one. To be called by the thread that runs it. */
    @SuppressWarnings("EnumOrdinal") // the index of an array that a map cannot replace
    public void enter(ImportStage next) {
        long now = nanoClock.getAsLong();
        nanos.addAndGet(stage.ordinal(), now - stageBegan);
        stageBegan = now;
        stage = next;
    }

    /** The stage that is under way, or was when the import ended. */
    public ImportStage stage() {
        return stage;
    }

    /** The time in each stage that was reached, until now. */
    @SuppressWarnings("EnumOrdinal") // as above
    public Map<ImportStage, Duration> times() {
        Map<ImportStage, Duration> times = new EnumMap<>(ImportStage.class);
        ImportStage present = stage;
        for (ImportStage each : STAGES) {
            long spent = nanos.get(each.ordinal());
            if (each == present) {
                times.put(each, Duration.ofNanos(spent + nanoClock.getAsLong() - stageBegan));
            } else if (spent > 0) {
                times.put(each, Duration.ofNanos(spent));
            }
        }
        return times;
    }

    /** The times for messages: {@code queue 3 ms, open 1 ms}. */
    public String timesInWords() {
        return times().entrySet().stream()
                .map(time -> time.getKey().name().toLowerCase(Locale.ROOT) + " "
                        + time.getValue().toMillis() + " ms")
                .collect(Collectors.joining(", "));
    }

    /** How it went until now. */
    PluginInfo.Trace trace() {
        return new PluginInfo.Trace(caller().description(), askedAt, threadName, times());
    }
}
