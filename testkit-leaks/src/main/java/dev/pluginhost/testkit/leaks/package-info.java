/**
 * Whether a plugin that was unloaded is gone: a {@link dev.pluginhost.testkit.leaks.Gone} remembers it weakly and asserts
 * it; what holds it otherwise is a {@link dev.pluginhost.testkit.leaks.HeldPath}, read from a
 * {@linkplain dev.pluginhost.testkit.leaks.HeapDump heap dump}.
 */
package dev.pluginhost.testkit.leaks;
