/** What an application's class path has: which jar or directory is which module, from one run to the next. */
@NullMarked
package dev.pluginhost.modules.classpath;

import org.jspecify.annotations.NullMarked;
