/** The host behind the API. */
@NullMarked
package dev.pluginhost.impl;

import org.jspecify.annotations.NullMarked;
