package dev.pluginhost.benchmarks.cold;

import java.util.Locale;

/** Who loads the plugins. Names no class of a rival, so that none is loaded where another one is measured. */
enum Variant {
    /** This host. */
    HOST("PluginHost"),
    /** The JDK's layers by hand, one for each plugin. */
    LAYERS("a layer for each"),
    /** One layer of the JDK's for all. */
    ONE_LAYER("one layer for all"),
    /** PF4J. */
    PF4J("PF4J"),
    /** JBoss Modules. */
    JBOSS("JBoss Modules"),
    /** Felix. */
    FELIX("Felix");

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
}
