/** The deep check of plugins, without running their code. */
@NullMarked
package dev.pluginhost.verify;

import org.jspecify.annotations.NullMarked;
