package acme.shop.api;

/** Lowers prices. */
public interface Discount {

    /** The price after the discount, in cents. */
    long apply(String item, long cents);
}
