package dev.pluginhost.benchmarks.cold;

/** A system that loads the plugins. It names no class of a rival, so that none is loaded where another one is measured. */
enum Variant {
    HOST("PluginHost", "", false),
    HOST_ARCHIVE("PluginHost, archive", "", true),
    LAYERS("a layer for each", "", false),
    ONE_LAYER("one layer for all", "", false),
    PF4J("PF4J", "pf4j-", false),
    PF4J_ARCHIVE("PF4J, archive", "pf4j-", true),
    JBOSS("JBoss Modules", "jboss-modules-", false),
    FELIX("Felix", "org.apache.felix.framework-", false),
    LAYRRY("Layrry", "layrry-core-", false);

    final String title;

    /** How the name of the rival's jar begins, before its version; else empty. */
    final String artifact;

    /** Whether its JVM has an archive of the classes that an earlier one has loaded. */
    final boolean hasArchive;

    Variant(String title, String artifact, boolean hasArchive) {
        this.title = title;
        this.artifact = artifact;
        this.hasArchive = hasArchive;
    }

    boolean isHost() {
        return this == HOST || this == HOST_ARCHIVE;
    }

    boolean takesPartIn(Setting.Task task) {
        return task != Setting.Task.ONE_OF_MANY || this == HOST || this == JBOSS;
    }
}
