package dev.pluginhost.testkit.leaks;

import java.util.List;

/**
 * A chain of references that keeps the class loader of a plugin from being collected. Immutable.
 *
 * @param strength how it holds
 * @param root what the chain begins with: a static field, a thread, a local variable, a JNI global reference and so on
 * @param steps the references from there, in order: a field of a class, an element of an array; the last but one is often an
 *     instance of a class of the plugin, the last is its class loader
 */
public record HeldPath(Strength strength, String root, List<String> steps) {

    /** How a path holds what it leads to, the strongest first. */
    public enum Strength {

        /** It is not collected as long as the path is there. */
        STRONG("strongly"),

        /** Nothing holds it but a finaliser that has not run yet, after which it is collected. */
        FINALIZER("until its finaliser has run"),

        /** A {@link java.lang.ref.SoftReference} is in between: it is collected when memory gets short, or after a long time. */
        SOFT("softly"),

        /**
         * No root that the dump shows leads to it. The path begins at an object that none other refers to and the JVM keeps all
         * the same: the values of a {@link ClassValue}, say, as the fields of a {@link Class} are in no heap dump. It may be the
         * plugin itself that keeps that one, so this is a guess.
         */
        HIDDEN("in a way that a heap dump does not show");

        private final String adverb;

        Strength(String adverb) {
            this.adverb = adverb;
        }

        String adverb() {
            return adverb;
        }
    }

    /** Copies the steps. */
    public HeldPath {
        steps = List.copyOf(steps);
    }

    /**
     * The path for people to read.
     *
     * @return the root and the steps, joined by arrows
     */
    @Override
    public String toString() {
        return text(" -> ");
    }

    String text(String arrow) {
        return steps.isEmpty() ? root : root + arrow + String.join(arrow, steps);
    }
}
