/** What the home hub and its plugins share. A module of the application, so that all plugins use the same types. */
module acme.home.api {
    exports acme.home.api;
}
