/**
 * What artifacts declare, kept from one run to the next. {@code IndexStore} reads and writes the file of a source; {@code Trust}
 * says whether its directory may be believed; {@code Index} is its content, and its format.
 */
package dev.pluginhost.modules.index;
