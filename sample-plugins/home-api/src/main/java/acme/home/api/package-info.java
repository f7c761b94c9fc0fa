/** The services of the house: plugins provide them, the hub uses them. */
package acme.home.api;
