/**
 * The threads of a host: for imports, for callbacks, for the end of plugins, for tasks of the host as a whole and for those of plugins. Each
 * kind is a pool of daemon threads that start when they are needed; one lock guards all counters of a pool.
 */
@NullMarked
package dev.pluginhost.impl.threads;

import org.jspecify.annotations.NullMarked;
