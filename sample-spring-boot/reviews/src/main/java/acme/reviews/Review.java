package acme.reviews;

/** What somebody thinks of an item. */
public record Review(String item, int stars) {}
