/**
 * What has happened, for operators: the last imports of a host, and events for the Java Flight Recorder. Keeps text and times, and nothing
 * of a plugin.
 */
@NullMarked
package dev.pluginhost.impl.recording;

import org.jspecify.annotations.NullMarked;
