/** Whether an unloaded plugin is collected, and what holds it. Knows only loaders and layers; keeps none alive. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.leaks;
