/** What is installed, and bringing in what has changed there. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.deploy;
