/**
 * Imports: plans them, runs them on threads of the host, and ends those that take too long. Also the door to unloads, and the end of a host.
 * Everything that is decided is decided in {@code state}.
 */
@NullMarked
package dev.pluginhost.impl.run;

import org.jspecify.annotations.NullMarked;
