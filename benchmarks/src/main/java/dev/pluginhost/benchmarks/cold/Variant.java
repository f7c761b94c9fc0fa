package dev.pluginhost.benchmarks.cold;

import java.util.Locale;

/** A system that loads the plugins. Names no class of a rival, so that none is loaded where another one is measured. */
enum Variant {
    /** This host. */
    HOST("PluginHost"),
    /** This host, in a JVM with an archive of the classes that an earlier one has loaded. */
    HOST_ARCHIVE("PluginHost, archive"),
    /** The JDK's layers by hand, one for each plugin. */
    LAYERS("a layer for each"),
    /** One layer of the JDK's for all. */
    ONE_LAYER("one layer for all"),
    /** PF4J. */
    PF4J("PF4J"),
    /** PF4J, in a JVM with an archive of the classes that an earlier one has loaded. */
    PF4J_ARCHIVE("PF4J, archive"),
    /** JBoss Modules. */
    JBOSS("JBoss Modules"),
    /** Felix. */
    FELIX("Felix"),
    /** Layrry. */
    LAYRRY("Layrry");

    private final String title;

    Variant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** What it is called on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isHost() {
        return this == HOST || this == HOST_ARCHIVE;
    }

    /** Whether its JVM has an archive of the plugins' classes. */
    boolean hasArchive() {
        return this == HOST_ARCHIVE || this == PF4J_ARCHIVE;
    }

    /** Whether it is measured at a task. */
    boolean takesPartIn(Task task) {
        return task != Task.ONE_OF_MANY || this == HOST || this == JBOSS;
    }
}
