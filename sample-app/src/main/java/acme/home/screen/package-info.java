/** The output of the hub. */
package acme.home.screen;
