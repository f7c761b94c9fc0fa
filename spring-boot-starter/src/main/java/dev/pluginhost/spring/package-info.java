/**
 * PluginHost in a Spring Boot application: what applications use beside {@link dev.pluginhost.PluginHost}, and
 * {@link dev.pluginhost.spring.SpringPlugin} for plugins that use Spring.
 */
@NullMarked
package dev.pluginhost.spring;

import org.jspecify.annotations.NullMarked;
