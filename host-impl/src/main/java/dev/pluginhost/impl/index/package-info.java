/**
 * What the sources were found to hold, kept on disk from one run to the next. An {@code IndexStore} opens and saves the {@code Index} of a
 * source; {@code IndexFile} is its format, with {@code IndexWriter} and {@code IndexReader}; {@code Trust} refuses what others may have written.
 */
package dev.pluginhost.impl.index;
