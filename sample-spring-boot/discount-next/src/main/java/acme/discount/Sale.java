package acme.discount;

import acme.shop.api.Discount;

/** Takes 50 percent off. */
public final class Sale implements Discount {

    private static final int PERCENT = 50;

    @Override
    public long apply(String item, long cents) {
        return cents * (100 - PERCENT) / 100;
    }
}
