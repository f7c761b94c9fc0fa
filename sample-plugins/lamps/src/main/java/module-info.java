/** Lamps that use the sun plugin if it is installed. It is installed, so it is imported first. */
module acme.lamps {
    requires acme.home.api;
    requires static acme.sun;

    provides acme.home.api.StatusLine with
            acme.lamps.Lamps;
}
