package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.harness.Home;
import java.util.List;

/** A system that loads the plugins, and how. It names no class of a rival, so that none is loaded where another one is measured. */
enum Variant {
    HOST("PluginHost", Home.HOST),
    HOST_IMPORT_ALL("PluginHost, importAll", Home.HOST),
    HOST_NO_INDEX("PluginHost, no index", Home.HOST),
    HOST_FEW_FILES("PluginHost, openFiles(128)", Home.HOST),
    HOST_ARCHIVE("PluginHost, archive", Home.HOST),
    LAYERS("a layer for each", Home.LAYERS),
    PF4J("PF4J", Home.CLASS_PATH, "pf4j-", "slf4j-", "java-semver-"),
    PF4J_ARCHIVE("PF4J, archive", Home.CLASS_PATH, "pf4j-", "slf4j-", "java-semver-"),
    JBOSS("JBoss Modules", Home.CLASS_PATH, "jboss-modules-"),
    FELIX("Felix", Home.CLASS_PATH, "org.apache.felix.framework-");

    /** Those that take part only if they are chosen; an archive is measured beside what it is for. */
    static final Variant[] RIVALS = {LAYERS, PF4J, JBOSS, FELIX};

    final String title;
    final Home home;

    Variant(String title, Home home, String... jars) {
        this.title = title;
        this.home = jars.length == 0 ? home : home.with(jars);
    }

    boolean isHost() {
        return ordinal() <= HOST_ARCHIVE.ordinal();
    }

    /** Whether its JVM has an archive of the classes that an earlier one has loaded. */
    boolean hasArchive() {
        return this == HOST_ARCHIVE || this == PF4J_ARCHIVE;
    }

    boolean takesPart(Setting setting, List<Variant> rivals) {
        if (!isHost() && !rivals.contains(this == PF4J_ARCHIVE ? PF4J : this)) {
            return false;
        }
        return switch (this) {
            case HOST, JBOSS -> true;
            case HOST_FEW_FILES -> setting == Setting.ALL_FLAT;
            case HOST_IMPORT_ALL, HOST_NO_INDEX, HOST_ARCHIVE, PF4J_ARCHIVE -> !setting.isOne();
            case LAYERS, PF4J, FELIX -> setting != Setting.ONE_OF_MANY;
        };
    }
}
