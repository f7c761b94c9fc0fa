/** Running a plugin's code: its start, the constructors of its services, its stop, and what it leaves to be closed. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.lifecycle;
