/** What a call costs that finds its plugin imported. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.hot;
