/** Requires the egg, which requires the hen. */
module acme.bad.hen {
    requires transitive acme.bad.egg;

    exports acme.bad.hen;
}
