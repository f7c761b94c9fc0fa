/** A small program that hosts plugins. */
@NullMarked
package acme.home;

import org.jspecify.annotations.NullMarked;
