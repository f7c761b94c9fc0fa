/** What a host program sees. */
@NullMarked
package dev.pluginhost;

import org.jspecify.annotations.NullMarked;
