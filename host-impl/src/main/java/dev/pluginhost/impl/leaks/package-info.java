/** Whether an unloaded plugin is gone, and if not, what holds it. Knows loaders and layers alone; keeps none alive. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.leaks;
