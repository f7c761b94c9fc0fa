/** Replaces plugins by what is installed now, as a transaction, and follows changes on disk. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.deploy;
