/** An event loop as in other applications, and a measurement of how late its ticks are. */
package acme.home.loop;
