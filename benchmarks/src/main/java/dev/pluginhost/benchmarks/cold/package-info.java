/** How long a fresh JVM takes to load plugins: this host, its rivals and the JDK's layers. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.cold;
