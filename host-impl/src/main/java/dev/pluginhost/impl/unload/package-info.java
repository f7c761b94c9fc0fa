/** Ends plugins: runs unloads, and tears down what is unloaded, what fails to import and what is stopped with the host. */
@NullMarked
package dev.pluginhost.impl.unload;

import org.jspecify.annotations.NullMarked;
