/** What the application offers to plugins: modules of its layer, and stand-ins for what its class path has. */
@NullMarked
package dev.pluginhost.modules.application;

import org.jspecify.annotations.NullMarked;
