module acme.api {
    requires transitive org.slf4j;

    exports acme.api;
}
