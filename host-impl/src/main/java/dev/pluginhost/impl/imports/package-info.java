/**
 * Imports: who asks, which flight he joins or starts, who runs it and who waits for what. The only place that decides.
 *
 * <p>A <em>flight</em> is one import of one plugin under way. Whether a plugin is imported, in flight or neither is decided
 * under the <em>stripe</em> of its name and nowhere else; work, waiting and callbacks happen outside of stripes.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.imports;
