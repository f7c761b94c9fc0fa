module acme.api {
    exports acme.api;
}
