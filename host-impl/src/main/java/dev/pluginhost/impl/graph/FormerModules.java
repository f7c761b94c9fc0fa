package dev.pluginhost.impl.graph;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Modules that were part of the JDK once, and what to use instead. Stateless. */
final class FormerModules {

    /** All modules of Java SE; other modules whose names begin with java are published by others, or have left. */
    private static final Set<String> JAVA_SE = Set.of(("java.base java.compiler java.datatransfer java.desktop"
                    + " java.instrument java.logging java.management java.management.rmi java.naming java.net.http"
                    + " java.prefs java.rmi java.scripting java.se java.security.jgss java.security.sasl"
                    + " java.smartcardio java.sql java.sql.rowset java.transaction.xa java.xml java.xml.crypto")
            .split(" "));

    private FormerModules() {}

    /** Whether a module is, or may be, one of the JDK of now, which an image may lack. */
    static boolean isOfJdk(String name) {
        return name.startsWith("java.") ? JAVA_SE.contains(name) : name.startsWith("jdk.") && former(name) == null;
    }

    /**
     * What became of a module that left the JDK, and after a semicolon the cure; null if it is none.
     *
     * @param bundle where to put a library, to follow "put it"
     */
    static @Nullable String explain(Requirement requirement, String bundle) {
        String text = former(requirement.name());
        return text == null
                ? null
                : "left the JDK in "
                        + text.replace("%PLUGIN", requirement.by().name()).replace("%BUNDLE", bundle);
    }

    private static @Nullable String former(String name) {
        if (name.startsWith("javafx.")) {
            return put("11", "org.openjfx:" + name.replace('.', '-') + ", with its jar for this platform,");
        }
        return switch (name) {
            case "java.activation" -> put("11", "com.sun.activation:javax.activation:1.2.0");
            case "java.xml.bind" ->
                put(
                        "11",
                        "jakarta.xml.bind:jakarta.xml.bind-api:2.3.3 (and org.glassfish.jaxb:jaxb-runtime:2.3.9 with what"
                                + " that needs)");
            case "java.xml.ws" -> put("11", "jakarta.xml.ws:jakarta.xml.ws-api:2.3.3");
            case "java.transaction" -> put("11", "javax.transaction:javax.transaction-api:1.3");
            case "java.corba" ->
                put("11", "org.glassfish.corba:glassfish-corba-omgapi:4.2.4, renamed to java.corba.jar,");
            case "java.xml.ws.annotation" ->
                renamed("11", "java.annotation", "javax.annotation:javax.annotation-api:1.3.2");
            case "java.se.ee" -> gone("11", ", but those of its modules that it needs");
            case "jdk.xml.bind" -> renamed("11", "com.sun.tools.xjc", "org.glassfish.jaxb:jaxb-xjc:2.3.9");
            case "jdk.xml.ws" -> gone("11", ": its tools are in com.sun.xml.ws:jaxws-tools:2.3.7");
            case "java.jnlp", "jdk.javaws", "jdk.deploy" -> gone("11", ", as Java Web Start has no successor");
            case "jdk.plugin" -> gone("11", ", as applets have no successor");
            case "jdk.incubator.httpclient" -> gone("11", ", but java.net.http");
            case "jdk.pack" -> gone("14", ": org.apache.commons:commons-compress reads such files");
            case "jdk.scripting.nashorn", "jdk.scripting.nashorn.shell" ->
                renamed("15", "org.openjdk.nashorn", "org.openjdk.nashorn:nashorn-core:15.4");
            case "jdk.rmic" -> gone("15", ", as stubs are made at run time");
            case "jdk.aot" -> gone("17", "");
            case "jdk.internal.vm.compiler" -> gone("22", "");
            case "jdk.incubator.foreign" -> gone("19", ", as it is in java.base now");
            case "jdk.incubator.jpackage" -> gone("16", ", but jdk.jpackage");
            default -> null;
        };
    }

    private static String put(String release, String artifact) {
        return release + "; put " + artifact + " %BUNDLE";
    }

    private static String renamed(String release, String module, String artifact) {
        return release + "; get a build of %PLUGIN that requires " + module + " instead, which " + artifact
                + " is, and put that %BUNDLE";
    }

    private static String gone(String release, String instead) {
        return release + "; get a build of %PLUGIN that does not require it" + instead;
    }
}
