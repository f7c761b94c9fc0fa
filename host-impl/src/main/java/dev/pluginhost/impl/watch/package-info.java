/**
 * The watch behind hot deployment. It reports that artifacts have changed, once they have settled.
 *
 * <pre>
 * {@link dev.pluginhost.impl.watch.SourceWatch}  the thread: one walk per tick, then a report, then a pause
 *   Snapshot         what a walk over the sources found
 *   Settling         snapshots and times to changes that have settled; does no input
 * {@link dev.pluginhost.impl.watch.LastingWarnings}  warnings of what does not go away
 * </pre>
 *
 * <p>Events of the operating system are not used: they may be late or missing, and a walk over 1,000 jars takes milliseconds.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.watch;
