/** Checks what is installed without importing it: the graph as a whole, and what the classes of a plugin would see. */
@NullMarked
package dev.pluginhost.modules.check;

import org.jspecify.annotations.NullMarked;
