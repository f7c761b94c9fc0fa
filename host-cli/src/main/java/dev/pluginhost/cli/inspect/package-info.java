/** What artifacts declare and hold, read from their files. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.cli.inspect;
