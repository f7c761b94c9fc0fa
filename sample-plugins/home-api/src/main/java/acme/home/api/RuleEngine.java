package acme.home.api;

import java.util.Map;

/** Evaluates the rules that people write for their house. Safe for use by any thread; may block. */
public interface RuleEngine {

    /** What evaluates them, with its version. */
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
