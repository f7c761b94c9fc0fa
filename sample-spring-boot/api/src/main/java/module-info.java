/** What plugins of the shop implement. */
module acme.shop.api {
    exports acme.shop.api;
}
