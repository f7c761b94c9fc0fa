package dev.pluginhost.impl.state;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.recording.Course;
import dev.pluginhost.impl.recording.EndedImport;
import dev.pluginhost.impl.recording.ImportEvent;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.layer.PluginLayer;
import java.io.Closeable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The operation that makes one instance of a plugin. Callers that ask meanwhile share it. One import thread claims and runs it. How it ends
 * is decided under the stripe of its name ({@link PluginTable}). Thread-safe.
 */
public final class Import extends Operation {

    /** How soon an import is to be run, the least urgent first. */
    public enum Urgency {
        /** No caller waits for it. */
        BACKGROUND,
        /** A caller waits for it, or may. */
        AWAITED,
        /** An import that is running waits for it, while its own timeout runs. */
        NESTED
    }

    /**
     * The files and the running code that an import has acquired, which are released if it fails. The import thread adds to it; that thread
     * or the one that ends the import releases it, once. Both may close the files if they do so at the same time. Thread-safe.
     */
    public static final class Acquisition {

        private volatile @Nullable Closeable files;
        private volatile @Nullable RunningPlugin running;
        private final AtomicBoolean released = new AtomicBoolean();

        /** Adds open files, or the layer that owns them; false if all is released, so that the caller has to close them. */
        public boolean add(Closeable opened) {
            files = opened;
            return !released.get();
        }

        /** Adds code that is to be started; false if all is released, so that it must not be. */
        public boolean add(RunningPlugin code) {
            running = code;
            return !released.get();
        }

        /** Whether the caller is the first to release it, and has to do so. */
        public boolean release() {
            return released.compareAndSet(false, true);
        }

        public @Nullable Closeable files() {
            return files;
        }

        public @Nullable RunningPlugin running() {
            return running;
        }

        public @Nullable PluginLayer layer() {
            return files instanceof PluginLayer layer ? layer : null;
        }
    }

    private final Instant askedAt;
    private final LongSupplier nanoClock;
    private final PluginInstance instance;

    /** The unloading of the plugin's last instance. */
    private final @Nullable Operation before;

    /** Only ever raised, by any thread that waits. */
    private volatile Urgency urgency;

    /** The thread that has claimed it. Written by that thread, as is all that follows, and read by any. */
    private volatile @Nullable Thread thread;

    /** The name of that thread without the plugin's. Written first. */
    private volatile String threadName = "";

    private volatile Course course;

    /** Null if nothing is recorded. */
    private volatile @Nullable ImportEvent event;

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
        this.course = new Course(ImportStage.QUEUE, nanoClock.getAsLong(), null);
        this.before = before;
        this.instance = new PluginInstance(node, prerequisites, this);
    }

    @Override
    public PluginInstance instance() {
        return instance;
    }

    public PluginNode node() {
        return instance.node();
    }

    @Override
    public String words() {
        return "import of plugin " + name();
    }

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
    private Collection<Import> missing() {
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
        return before == null || before.isOver() ? null : before;
    }

    /** This import and those that must end before it, in an order in which they can run. */
    public List<Import> runOrder() {
        return PluginInstance.inOrder(this, Import::missing);
    }

    public Urgency urgency() {
        return urgency;
    }

    /** Makes it more urgent. Under the lock of the import threads, which order their queue by it. */
    public void raise(Urgency more) {
        urgency = more;
    }

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

    public @Nullable Acquisition acquisition() {
        return acquisition;
    }

    public void acquire(@Nullable Acquisition what) {
        acquisition = what;
    }

    /** Ends the present stage and begins the next one. To be called by the thread that runs it. */
    public void enter(ImportStage next) {
        if (next == ImportStage.OPEN && event == null) {
            event = Recorder.importing(); // first, as the first event of a process takes a while
        }
        course = new Course(next, nanoClock.getAsLong(), course);
    }

    public ImportStage stage() {
        return course.stage();
    }

    /** The time in each stage that was reached, for messages: {@code queue 3 ms, open 1 ms}. */
    public String timesInWords() {
        return course.inWords(nanoClock.getAsLong());
    }

    /** How it went, if it ends now; with its failure if it has failed. */
    EndedImport ended(Optional<PluginInfo.Failure> failure) {
        List<String> prerequisites = new ArrayList<>();
        for (PluginInstance prerequisite : instance.prerequisites()) {
            prerequisites.add(prerequisite.name());
        }
        return new EndedImport(
                name(),
                node().candidate().descriptor().version(),
                prerequisites,
                caller().description(),
                askedAt,
                threadName,
                course,
                nanoClock.getAsLong(),
                failure);
    }

    /** Records it where a recording runs. To be called once, without locks. */
    void record(EndedImport ended) {
        Recorder.imported(ended, node().candidate().location(), event);
    }
}
