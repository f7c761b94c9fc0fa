/** The log of all hosts of the process. Nobody else has a logger. */
@NullMarked
package dev.pluginhost.impl.log;

import org.jspecify.annotations.NullMarked;
