/**
 * What the sources were found to hold, kept on disk from one run to the next.
 *
 * <p>An {@code IndexStore} gives the {@code Index} of a source, for one scan of it, and keeps what has changed in it; an {@code
 * Entry} is what one artifact declares, and by which {@code Sighting} it is known again. {@code IndexFile} is the format, with
 * {@code DescriptorCodec}, {@code Packer} and {@code Unpacker}; {@code Trust} refuses what others may have written; {@code
 * Layout} is what the packages of an exploded module come from.
 */
package dev.pluginhost.impl.index;
