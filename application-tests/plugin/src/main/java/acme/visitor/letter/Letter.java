package acme.visitor.letter;

/** A record in a package that is open to Jackson. */
public record Letter(String from, int words) {}
