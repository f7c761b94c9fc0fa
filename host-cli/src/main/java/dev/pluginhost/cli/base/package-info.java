/** What the commands have in common: options, the application that they look at, text and JSON. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.cli.base;
