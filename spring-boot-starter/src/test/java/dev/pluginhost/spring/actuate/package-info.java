/** Tests of the inside of what the actuator shows. */
@NullMarked
package dev.pluginhost.spring.actuate;

import org.jspecify.annotations.NullMarked;
