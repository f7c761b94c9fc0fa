package dev.pluginhost.testkit.leaks;

import java.util.List;

/**
 * A chain of references that keeps the class loader of a plugin from being collected. Immutable.
 *
 * @param strength how it holds
 * @param root the beginning of the chain: a static field, a thread, a local variable, a JNI global reference and so on
 * @param steps the references from there, in order: a field of a class, an element of an array; the last step is the plugin's class
 *     loader, and the one before it is often an instance of a class of the plugin
 */
public record HeldPath(Strength strength, String root, List<String> steps) {

    /** How strongly a path holds its target, the strongest first. */
    public enum Strength {

        /** The target is not collected while the path exists. */
        STRONG("strongly"),

        /** Only a finaliser that has not run yet holds the target. */
        FINALIZER("until its finaliser has run"),

        /** The path has a {@link java.lang.ref.SoftReference}: the target is collected when memory gets short, or after a long time. */
        SOFT("softly"),

        /**
         * No root in the dump leads to it. The path begins at an object to which no other object refers, but which the JVM keeps:
         * a value of a {@link ClassValue}, for example, because heap dumps do not have the fields of a {@link Class}. The plugin
         * itself may keep that object, so this is a guess.
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
     * The path as text.
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
