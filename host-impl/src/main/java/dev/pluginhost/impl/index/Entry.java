package dev.pluginhost.impl.index;

import java.lang.module.ModuleDescriptor;

/**
 * What an artifact declares, and when it still does. Immutable.
 *
 * @param sighting of the artifact, before it was read
 * @param descriptor its declaration
 * @param contents by which it is known again when it is opened; a number of the caller's
 */
public record Entry(Sighting sighting, ModuleDescriptor descriptor, long contents) {}
