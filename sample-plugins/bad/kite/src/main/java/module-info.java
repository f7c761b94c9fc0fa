/** Requires a module that is not installed. */
module acme.bad.kite {
    requires acme.wind;
}
