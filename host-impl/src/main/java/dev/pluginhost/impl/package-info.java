/** The builder and the host, which delegate to the packages below. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl;
