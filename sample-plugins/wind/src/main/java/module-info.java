/** How strong the wind is. It is built, so that other plugins can be compiled against it, but it is not installed. */
module acme.wind {
    exports acme.wind;
}
