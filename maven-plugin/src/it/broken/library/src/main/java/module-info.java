module acme.library {
    requires acme.api;

    exports acme.library;
}
