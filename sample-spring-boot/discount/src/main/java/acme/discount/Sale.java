package acme.discount;

import acme.shop.api.Discount;

/** Takes 10 percent off. */
public final class Sale implements Discount {

    private static final int PERCENT = 10;

    @Override
    public long apply(String item, long cents) {
        return cents * (100 - PERCENT) / 100;
    }
}
