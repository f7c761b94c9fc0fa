/** Health, metrics and an endpoint of the host, for Spring Boot's Actuator. */
@NullMarked
package dev.pluginhost.spring.actuate;

import org.jspecify.annotations.NullMarked;
