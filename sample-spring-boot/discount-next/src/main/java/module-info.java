/** A plain plugin, which knows nothing of Spring. */
module acme.discount {
    requires acme.shop.api;

    provides acme.shop.api.Discount with
            acme.discount.Sale;
}
