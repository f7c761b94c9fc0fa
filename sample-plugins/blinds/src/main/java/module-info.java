/** Blinds that ask the wind, if it is installed. It is not, and they work without it. */
module acme.blinds {
    requires acme.home.api;
    requires static acme.wind;

    provides acme.home.api.StatusLine with
            acme.blinds.Blinds;
}
