/**
 * What an embedding application sees: {@link dev.pluginhost.PluginHost} is the door, the rest is what goes in and comes
 * out of it.
 *
 * <p>Everything here that is not an interface is an immutable value or an exception, and safe to share between threads.
 * The interfaces state their thread safety themselves. No method accepts {@code null}; each throws
 * {@link java.lang.NullPointerException} for it.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost;
