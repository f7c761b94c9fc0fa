/**
 * The hub: {@link acme.home.HomeHub} opens the event loop and the plugin host, and runs the
 * {@linkplain acme.home.scenario scenario} on them.
 */
package acme.home;
