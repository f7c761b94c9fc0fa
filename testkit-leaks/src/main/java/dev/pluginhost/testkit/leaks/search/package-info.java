/**
 * Finds in a heap dump what holds a class loader. Loaded apart, together with Shark, by the loader of the package above; nothing
 * refers to it but by name.
 */
package dev.pluginhost.testkit.leaks.search;
