/**
 * Finds in a heap dump what holds a class loader. The loader of the package above loads it together with
 * Shark; other packages refer to it only by name.
 */
package dev.pluginhost.testkit.leaks.search;
