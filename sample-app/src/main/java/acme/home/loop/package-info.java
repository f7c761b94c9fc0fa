/** An event loop, as applications have one, and how well it keeps its time. */
package acme.home.loop;
