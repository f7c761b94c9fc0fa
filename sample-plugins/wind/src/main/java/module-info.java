/** How strong the wind is. Built, so that others can be compiled against it, but not installed. */
module acme.wind {
    exports acme.wind;
}
