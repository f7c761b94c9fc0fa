package acme.visitor.note;

/** A record in a package that is neither exported nor open. */
public record Note(String from, int words) {}
