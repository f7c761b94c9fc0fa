package acme.visitor.card;

/** A record in a package that is exported. */
public record Card(String from, int words) {}
