package dev.pluginhost.impl.scan;

import java.nio.file.Path;

/**
 * A place to look for plugins, as the application named it. Immutable.
 *
 * @param isBundle whether it is the directory of one bundle; otherwise it is a directory of artifacts, a jar, or an exploded
 *     module
 */
public record Source(Path path, boolean isBundle) {}
