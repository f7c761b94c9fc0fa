/** Tests that run with each supported release of Spring Boot. */
@NullMarked
package dev.pluginhost.spring;

import org.jspecify.annotations.NullMarked;
