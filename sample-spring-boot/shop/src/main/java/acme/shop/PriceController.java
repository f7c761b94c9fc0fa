package acme.shop;

import acme.shop.api.Discount;
import dev.pluginhost.spring.PluginServices;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Prices after the discounts of the plugins that are imported now. */
@RestController
class PriceController {

    private static final long CENTS = 1_000;

    private final PluginServices<Discount> discounts;

    PriceController(PluginServices<Discount> discounts) {
        this.discounts = discounts;
    }

    @GetMapping("/prices/{item}")
    Price price(@PathVariable("item") String item) {
        long cents = CENTS;
        for (Discount discount : discounts) {
            cents = discount.apply(item, cents);
        }
        return new Price(item, cents);
    }

    record Price(String item, long cents) {}
}
