/** The watch behind hot deployment. It reports that artifacts have changed, once they have settled. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.watch;
