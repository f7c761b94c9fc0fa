package acme.home.api;

import java.util.Map;

/** Evaluates the rules of the house. Thread-safe; may block. */
public interface RuleEngine {

    /** The name of the engine, with its version. */
    String engine();

    /**
     * Whether a rule holds.
     *
     * @param rule an expression over the facts' names
     * @param facts the facts
     * @throws IllegalArgumentException if the rule cannot be evaluated
     */
    boolean holds(String rule, Map<String, Object> facts);
}
