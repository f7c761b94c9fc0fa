package dev.pluginhost.impl.imports;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What import threads have yet to do, in two lanes: the urgent ones first, each lane in the order in which they came. Every
 * operation takes constant time, however many there are. Confined to who holds the lock of {@link ImportThreads}.
 */
final class Lanes {

    /** Something for an import thread to do. Known by its identity. */
    static final class Job {

        private final Runnable work;

        /** Guarded by the lock of the threads. */
        private boolean urgent;

        Job(Runnable work) {
            this.work = work;
        }

        void run() {
            work.run();
        }
    }

    private final Set<Job> urgent = new LinkedHashSet<>();
    private final Set<Job> background = new LinkedHashSet<>();

    /** Adds a job at the end of its lane. One that was {@linkplain #raise raised} before is urgent in any case. */
    void add(Job job, boolean isUrgent) {
        job.urgent |= isUrgent;
        (job.urgent ? urgent : background).add(job);
    }

    /** Makes a job urgent, whether it has been added or is yet to be. */
    void raise(Job job) {
        job.urgent = true;
        if (background.remove(job)) {
            urgent.add(job);
        }
    }

    /** Whether it was there: nobody has taken it out. */
    boolean remove(Job job) {
        return urgent.remove(job) || background.remove(job); // it is in one of them at most
    }

    /** Takes out what is to be done next, if there is anything. */
    @Nullable
    Job take() {
        Job next = first(urgent);
        return next != null ? next : first(background);
    }

    private static @Nullable Job first(Set<Job> lane) {
        Iterator<Job> jobs = lane.iterator();
        if (!jobs.hasNext()) {
            return null;
        }
        Job first = jobs.next();
        jobs.remove();
        return first;
    }

    int size() {
        return urgent.size() + background.size();
    }

    void clear() {
        urgent.clear();
        background.clear();
    }
}
