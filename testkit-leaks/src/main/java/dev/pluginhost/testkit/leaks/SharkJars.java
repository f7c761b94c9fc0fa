package dev.pluginhost.testkit.leaks;

/**
 * Lets this module read the jars of Shark, wherever they are. It cannot require them: each has the package {@code shark}, so
 * as modules they exclude each other, and a module can require nothing that is on the class path.
 */
final class SharkJars {

    private SharkJars() {}

    /** To be called before any class that uses Shark. */
    static void makeReadable() {
        Module here = SharkJars.class.getModule();
        for (String type : new String[] {"shark.HprofHeapGraph", "kotlin.sequences.Sequence", "okio.Source"}) {
            try {
                Class<?> found = Class.forName(type, false, SharkJars.class.getClassLoader());
                here.addReads(found.getModule());
            } catch (ClassNotFoundException | LinkageError e) {
                throw new IllegalStateException(
                        "heap dumps cannot be read, as " + type
                                + " is not there; put com.squareup.leakcanary:shark-graph and what"
                                + " it depends on on the class path, not on the module path",
                        e);
            }
        }
    }
}
