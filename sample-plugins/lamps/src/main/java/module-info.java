/** Lamps that know the sun, if it is installed. It is: then it is imported first. */
module acme.lamps {
    requires acme.home.api;
    requires static acme.sun;

    provides acme.home.api.StatusLine with
            acme.lamps.Lamps;
}
