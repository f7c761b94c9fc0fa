package dev.pluginhost.impl.scan;

import java.nio.file.Path;

/** A place to look for plugins: the directory of one bundle, or of artifacts, a jar, or an exploded module. Immutable. */
public record Source(Path path, boolean isBundle) {}
