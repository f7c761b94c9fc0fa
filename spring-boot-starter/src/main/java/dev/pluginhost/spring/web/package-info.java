/** Controllers of plugins in a servlet application. */
@NullMarked
package dev.pluginhost.spring.web;

import org.jspecify.annotations.NullMarked;
