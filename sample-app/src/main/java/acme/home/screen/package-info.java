/** What people see. */
package acme.home.screen;
