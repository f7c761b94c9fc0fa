/**
 * Imports and unloads: plans them, runs them on threads of the host, ends those that take too long, and tears plugins down. Everything that
 * is decided is decided in {@code state}.
 */
@NullMarked
package dev.pluginhost.impl.run;

import org.jspecify.annotations.NullMarked;
