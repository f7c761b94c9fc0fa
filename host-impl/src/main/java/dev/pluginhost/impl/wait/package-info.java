/** Waiting for operations: which threads may wait, for what, and what they are at meanwhile. */
@NullMarked
package dev.pluginhost.impl.wait;

import org.jspecify.annotations.NullMarked;
