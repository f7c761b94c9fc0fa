/** Tests of the inside of the auto-configuration. */
@NullMarked
package dev.pluginhost.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
