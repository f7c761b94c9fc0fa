/**
 * Asserts that an unloaded plugin is collected: {@link dev.pluginhost.testkit.leaks.Gone} refers to it weakly. What holds it
 * is shown as a {@link dev.pluginhost.testkit.leaks.HeldPath}, which is read from a
 * {@linkplain dev.pluginhost.testkit.leaks.HeapDump heap dump}.
 */
package dev.pluginhost.testkit.leaks;
