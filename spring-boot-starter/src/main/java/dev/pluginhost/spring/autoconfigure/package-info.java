/** Makes the host a bean whose start and close follow the application context. */
@NullMarked
package dev.pluginhost.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
