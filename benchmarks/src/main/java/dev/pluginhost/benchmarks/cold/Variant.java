package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.cold.Cold.Setting;
import dev.pluginhost.benchmarks.harness.Home;
import java.util.List;

/** A system that loads the plugins, and how. It names no class of a rival, so that none is loaded where another one is measured. */
enum Variant {
    HOST("PluginHost"),
    HOST_IMPORT_ALL("PluginHost, importAll"),
    HOST_NO_INDEX("PluginHost, no index"),
    HOST_FEW_FILES("PluginHost, openFiles(128)"),
    HOST_ARCHIVE("PluginHost, archive"),
    LAYERS("a layer for each"),
    PF4J("PF4J"),
    PF4J_ARCHIVE("PF4J, archive"),
    JBOSS("JBoss Modules"),
    FELIX("Felix");

    /** Those that take part only if they are chosen; an archive is measured beside what it is for. */
    static final Variant[] RIVALS = {LAYERS, PF4J, JBOSS, FELIX};

    final String title;

    Variant(String title) {
        this.title = title;
    }

    /** The jars of its application. */
    Home home() {
        return switch (this) {
            case HOST, HOST_IMPORT_ALL, HOST_NO_INDEX, HOST_FEW_FILES, HOST_ARCHIVE -> Home.HOST;
            case LAYERS -> Home.LAYERS;
            case PF4J, PF4J_ARCHIVE -> Home.CLASS_PATH.with("pf4j-", "slf4j-", "java-semver-");
            case JBOSS -> Home.CLASS_PATH.with("jboss-modules-");
            case FELIX -> Home.CLASS_PATH.with("org.apache.felix.framework-");
        };
    }

    boolean isHost() {
        return compareTo(HOST_ARCHIVE) <= 0;
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
