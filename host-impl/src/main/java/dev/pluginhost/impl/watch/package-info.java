/**
 * The watch behind hot deployment: tells that what is installed has changed, once it has settled.
 *
 * <pre>
 * {@link dev.pluginhost.impl.watch.SourceWatch}  the thread: rounds, and in between waiting for the {@code Bell}
 *   Round            one look, what follows from it, and how long to wait for the next
 *     Lookout        input: {@code Source}s to a {@code Sight}: a {@code Snapshot}, and the directories to hear from
 *     Settling       pure: snapshots and times to a {@code Verdict}: wait, or tell what has {@code Settled}
 *     Events         a {@code WatchService} per file system, each with a thread that rings the bell
 *     Complaints     warns once of what keeps the watch from seeing or hearing
 * </pre>
 *
 * <p>What has changed is judged by looking and nothing else. An event is only a reason to look again sooner than at the next
 * tick, so nothing is lost if it is late, is lost itself, or never comes.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.watch;
