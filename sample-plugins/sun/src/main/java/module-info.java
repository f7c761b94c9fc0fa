/** When the sun sets. Plain classes for other plugins: no service, nothing to start. */
module acme.sun {
    exports acme.sun;
}
