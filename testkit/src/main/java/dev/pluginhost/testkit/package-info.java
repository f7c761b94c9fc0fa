/** Compiles and packs plugins for tests. */
@NullMarked
package dev.pluginhost.testkit;

import org.jspecify.annotations.NullMarked;
