package dev.pluginhost.impl.graph;

import dev.pluginhost.impl.graph.Requirements.Requirement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Modules that were part of the JDK once, and what to use instead. Stateless. */
final class FormerModules {

    /** All that Java SE has in its first package; others of such names are published by others, or have left. */
    private static final Set<String> JAVA_SE = Set.of(
            "java.base",
            "java.compiler",
            "java.datatransfer",
            "java.desktop",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.management.rmi",
            "java.naming",
            "java.net.http",
            "java.prefs",
            "java.rmi",
            "java.scripting",
            "java.se",
            "java.security.jgss",
            "java.security.sasl",
            "java.smartcardio",
            "java.sql",
            "java.sql.rowset",
            "java.transaction.xa",
            "java.xml",
            "java.xml.crypto");

    /** What became of one: the release without it, and an artifact of the same name, or what else to do. */
    private record Former(int release, String artifact, String otherwise) {

        static Former artifact(int release, String artifact) {
            return new Former(release, artifact, "");
        }

        static Former renamed(int release, String module, String artifact) {
            return new Former(
                    release,
                    artifact,
                    "get a build of %s that requires " + module + " instead, which " + artifact + " is");
        }

        static Former gone(int release, String instead) {
            return new Former(release, "", "get a build of %s that does not require it" + instead);
        }
    }

    private static final Map<String, Former> FORMER = Map.ofEntries(
            Map.entry("java.activation", Former.artifact(11, "com.sun.activation:javax.activation:1.2.0")),
            Map.entry(
                    "java.xml.bind",
                    Former.artifact(
                            11,
                            "jakarta.xml.bind:jakarta.xml.bind-api:2.3.3 (and org.glassfish.jaxb:jaxb-runtime:2.3.9"
                                    + " with what that needs)")),
            Map.entry("java.xml.ws", Former.artifact(11, "jakarta.xml.ws:jakarta.xml.ws-api:2.3.3")),
            Map.entry("java.transaction", Former.artifact(11, "javax.transaction:javax.transaction-api:1.3")),
            Map.entry(
                    "java.corba",
                    Former.artifact(
                            11, "org.glassfish.corba:glassfish-corba-omgapi:4.2.4, renamed to java.corba.jar,")),
            Map.entry(
                    "java.xml.ws.annotation",
                    Former.renamed(11, "java.annotation", "javax.annotation:javax.annotation-api:1.3.2")),
            Map.entry("java.se.ee", Former.gone(11, ", but those of its modules that it needs")),
            Map.entry("jdk.xml.bind", Former.renamed(11, "com.sun.tools.xjc", "org.glassfish.jaxb:jaxb-xjc:2.3.9")),
            Map.entry("jdk.xml.ws", Former.gone(11, ": its tools are in com.sun.xml.ws:jaxws-tools:2.3.7")),
            Map.entry("java.jnlp", Former.gone(11, ", as Java Web Start has no successor")),
            Map.entry("jdk.javaws", Former.gone(11, ", as Java Web Start has no successor")),
            Map.entry("jdk.deploy", Former.gone(11, ", as Java Web Start has no successor")),
            Map.entry("jdk.plugin", Former.gone(11, ", as applets have no successor")),
            Map.entry("jdk.incubator.httpclient", Former.gone(11, ", but java.net.http")),
            Map.entry("jdk.pack", Former.gone(14, ": org.apache.commons:commons-compress reads such files")),
            Map.entry(
                    "jdk.scripting.nashorn",
                    Former.renamed(15, "org.openjdk.nashorn", "org.openjdk.nashorn:nashorn-core:15.4")),
            Map.entry(
                    "jdk.scripting.nashorn.shell",
                    Former.renamed(15, "org.openjdk.nashorn", "org.openjdk.nashorn:nashorn-core:15.4")),
            Map.entry("jdk.rmic", Former.gone(15, ", as stubs are made at run time")),
            Map.entry("jdk.aot", Former.gone(17, "")),
            Map.entry("jdk.internal.vm.compiler", Former.gone(22, "")),
            Map.entry("jdk.incubator.foreign", Former.gone(19, ", as it is in java.base now")),
            Map.entry("jdk.incubator.jpackage", Former.gone(16, ", but jdk.jpackage")));

    private FormerModules() {}

    /** Whether a module is, or may be, one of the JDK of now, which an image may lack. */
    static boolean isOfJdk(String name) {
        return name.startsWith("java.") ? JAVA_SE.contains(name) : name.startsWith("jdk.") && !FORMER.containsKey(name);
    }

    /**
     * What became of a module that left the JDK, and after a semicolon the cure; nothing if it is none.
     *
     * @param requirement of the module
     * @param bundle where to put it, from "put it"
     */
    static Optional<String> explain(Requirement requirement, String bundle) {
        String name = requirement.name();
        if (name.startsWith("javafx.")) {
            return Optional.of("left the JDK in 11; put org.openjfx:" + name.replace('.', '-')
                    + ", with its jar for this platform, " + bundle);
        }
        Former former = FORMER.get(name);
        if (former == null) {
            return Optional.empty();
        }
        String left = "left the JDK in " + former.release() + "; ";
        if (former.otherwise().isEmpty()) {
            return Optional.of(left + "put " + former.artifact() + " " + bundle);
        }
        String otherwise = former.otherwise().replace("%s", requirement.by().name());
        return Optional.of(left + otherwise + (former.artifact().isEmpty() ? "" : ", and put that " + bundle));
    }
}
