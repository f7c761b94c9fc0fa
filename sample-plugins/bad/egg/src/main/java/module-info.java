/** Requires the hen, which requires the egg. */
module acme.bad.egg {
    requires transitive acme.bad.hen;

    exports acme.bad.egg;
}
