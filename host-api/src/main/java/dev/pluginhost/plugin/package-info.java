/** What a plugin sees. */
@NullMarked
package dev.pluginhost.plugin;

import org.jspecify.annotations.NullMarked;
