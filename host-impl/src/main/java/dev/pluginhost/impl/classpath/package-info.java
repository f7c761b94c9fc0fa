/** What an application's class path has: which jar or directory is which module, from one run to the next. */
@NullMarked
package dev.pluginhost.impl.classpath;

import org.jspecify.annotations.NullMarked;
