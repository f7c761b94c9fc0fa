/** The door: the builder, and the host that puts the stages together. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl;
