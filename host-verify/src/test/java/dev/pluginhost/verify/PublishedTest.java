package dev.pluginhost.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.verify.Finding.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Published modules with what they need: in the versions that they were built with, and with another version of one of these. */
@DisplayName("A published module")
@Tag("slow")
class PublishedTest {

    private static final Path JARS = Path.of(System.getProperty("pluginhost.published", "target/published"));

    /**
     * A module and what it needs, as files without {@code .jar}.
     *
     * @param bundle whether they are in one directory; else each is a plugin
     * @param other another version of one of the jars; empty if none is tried
     * @param missing the cause and the thing that is found with it, one of several
     */
    private record Published(
            String name, boolean bundle, List<String> jars, String other, Cause cause, String missing) {

        @Override
        public String toString() {
            return jars.get(0);
        }
    }

    private static Published plugins(String name, String jars) {
        return new Published(name, false, List.of(jars.split(" ")), "", Cause.UNREADABLE, "");
    }

    private static Published bundle(String name, String jars) {
        return new Published(name, true, List.of(jars.split(" ")), "", Cause.UNREADABLE, "");
    }

    private static Published with(Published matching, String other, Cause cause, String missing) {
        return new Published(matching.name, matching.bundle, matching.jars, other, cause, missing);
    }

    private static final List<Published> ALL = List.of(
            with(
                    bundle(
                            "com.fasterxml.jackson.databind",
                            "jackson-databind-2.22.4 jackson-core-2.22.4 jackson-annotations-2.22"),
                    "jackson-core-2.12.7",
                    Cause.MISSING_CLASS,
                    "com.fasterxml.jackson.core.JsonParser$NumberTypeFP"),
            with(
                    plugins(
                            "com.fasterxml.jackson.dataformat.yaml",
                            "jackson-dataformat-yaml-2.22.4 jackson-databind-2.22.4 jackson-core-2.22.4 jackson-annotations-2.22 snakeyaml-2.7"),
                    "jackson-core-2.12.7",
                    Cause.MISSING_CLASS,
                    "com.fasterxml.jackson.core.JsonParser$NumberTypeFP"),
            with(
                    plugins(
                            "com.fasterxml.jackson.datatype.jsr310",
                            "jackson-datatype-jsr310-2.22.4 jackson-databind-2.22.4 jackson-core-2.22.4 jackson-annotations-2.22"),
                    "jackson-databind-2.12.7.1",
                    Cause.MISSING_FIELD,
                    "com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE"),
            plugins(
                    "org.apache.lucene.queryparser",
                    "lucene-queryparser-9.12.3 lucene-core-9.12.3 lucene-queries-9.12.3 lucene-sandbox-9.12.3 lucene-facet-9.12.3"),
            with(
                    bundle(
                            "org.eclipse.jetty.http",
                            "jetty-http-12.1.14 jetty-io-12.1.14 jetty-util-12.1.14 slf4j-api-2.0.20"),
                    "jetty-util-11.0.25",
                    Cause.MISSING_CLASS,
                    "org.eclipse.jetty.util.Blocker"),
            with(
                    plugins(
                            "io.netty.handler",
                            "netty-handler-4.2.20.Final netty-common-4.2.20.Final netty-buffer-4.2.20.Final netty-transport-4.2.20.Final netty-resolver-4.2.20.Final netty-codec-base-4.2.20.Final netty-transport-native-unix-common-4.2.20.Final"),
                    "netty-common-4.1.137.Final",
                    Cause.MISSING_FIELD,
                    "io.netty.util.internal.EmptyArrays.EMPTY_MAP_ENTRY"),
            with(
                    bundle("ch.qos.logback.classic", "logback-classic-1.6.6 logback-core-1.6.6 slf4j-api-2.0.20"),
                    "slf4j-api-1.7.36",
                    Cause.MISSING_METHOD,
                    "org.slf4j.event.LoggingEvent.getMarkers()"),
            bundle("org.apache.logging.log4j.core", "log4j-core-2.26.1 log4j-api-2.26.1"),
            with(
                    bundle("com.google.common.jimfs", "jimfs-1.3.2 guava-33.8.0-jre failureaccess-1.0.3"),
                    "guava-16.0.1",
                    Cause.CHANGED_METHOD,
                    "com.google.common.base.Preconditions.checkArgument(boolean, java.lang.String, long)"),
            with(
                    bundle("okhttp3", "okhttp-jvm-5.5.1 okio-jvm-3.18.2 kotlin-stdlib-2.4.21"),
                    "okio-jvm-3.6.0",
                    Cause.CHANGED_METHOD,
                    "okio.BufferedSource.indexOf(okio.ByteString, long, long)"),
            with(
                    bundle("org.apache.commons.csv", "commons-csv-1.14.1 commons-io-2.20.0 commons-codec-1.19.0"),
                    "commons-io-2.6",
                    Cause.MISSING_PACKAGE,
                    "org.apache.commons.io.build"),
            with(
                    plugins("org.apache.commons.text", "commons-text-1.15.0 commons-lang3-3.22.0"),
                    "commons-lang3-3.7",
                    Cause.NO_ACCESS,
                    "org.apache.commons.lang3.CharSequenceUtils.toCharArray(java.lang.CharSequence)"),
            plugins("com.ctc.wstx", "woodstox-core-7.3.0 stax2-api-4.3.2"),
            with(
                    plugins(
                            "org.apache.commons.compress",
                            "commons-compress-1.28.0 commons-io-2.20.0 commons-codec-1.19.0 commons-lang3-3.22.0"),
                    "commons-io-2.6",
                    Cause.MISSING_FIELD,
                    "org.apache.commons.io.output.NullOutputStream.INSTANCE"),
            plugins(
                    "org.hibernate.validator",
                    "hibernate-validator-9.1.6.Final jakarta.validation-api-3.1.1 jboss-logging-3.6.3.Final classmate-1.7.1"),
            with(
                    bundle(
                            "org.apache.httpcomponents.client5.httpclient5",
                            "httpclient5-5.6.5 httpcore5-5.4.4 httpcore5-h2-5.4.4 slf4j-api-2.0.20"),
                    "httpcore5-5.1.3",
                    Cause.MISSING_CLASS,
                    "org.apache.hc.core5.http.ProtocolVersionParser"),
            with(
                    bundle("org.slf4j.simple", "slf4j-simple-2.0.20 slf4j-api-2.0.20"),
                    "slf4j-api-1.7.36",
                    Cause.MISSING_CLASS,
                    "org.slf4j.helpers.Reporter"),
            bundle("org.mozilla.rhino.engine", "rhino-engine-1.9.1 rhino-1.9.1"),
            bundle("reactor.core", "reactor-core-3.8.8 reactive-streams-1.0.4"),
            with(
                    bundle(
                            "micrometer.core",
                            "micrometer-core-1.17.2 micrometer-commons-1.17.2 micrometer-observation-1.17.2"),
                    "micrometer-commons-1.15.12",
                    Cause.MISSING_METHOD,
                    "io.micrometer.common.util.internal.logging.WarnThenDebugLogger.isEnabled()"),
            with(
                    bundle(
                            "com.google.guice",
                            "guice-7.0.0 guava-33.8.0-jre failureaccess-1.0.3 jakarta.inject-api-2.0.1 aopalliance-1.0"),
                    "guava-16.0.1",
                    Cause.MISSING_METHOD,
                    "com.google.common.collect.ImmutableList.toImmutableList()"),
            bundle("com.zaxxer.hikari", "HikariCP-7.1.0 slf4j-api-2.0.20"),
            plugins("org.objectweb.asm.util", "asm-util-9.11.1 asm-tree-9.11.1 asm-analysis-9.11.1"));

    @TempDir
    Path directory;

    @TestFactory
    @DisplayName("has no problem with what it was built with:")
    Stream<DynamicTest> matching() {
        assertTrue(ALL.size() >= 20, () -> ALL.size() + " modules");
        return ALL.stream()
                .map(published -> DynamicTest.dynamicTest(
                        published.toString(), () -> assertEquals(List.of(), problems(published, published.jars))));
    }

    @TestFactory
    @DisplayName("is found to need another version:")
    Stream<DynamicTest> mismatching() {
        return ALL.stream()
                .filter(published -> !published.other.isEmpty())
                .map(published ->
                        DynamicTest.dynamicTest(published + " with " + published.other, () -> assertFound(published)));
    }

    private void assertFound(Published published) {
        String replaced = artifact(published.other);
        List<String> jars = published.jars.stream()
                .map(jar -> artifact(jar).equals(replaced) ? published.other : jar)
                .toList();
        List<Finding> problems = problems(published, jars);
        assertTrue(
                problems.stream()
                        .anyMatch(finding -> finding.severity() == Severity.ERROR
                                && finding.cause() == published.cause
                                && finding.missing().equals(published.missing)
                                && !finding.uses().isEmpty()),
                () -> problems.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    }

    /** The file name without its version. */
    private static String artifact(String jar) {
        return jar.replaceFirst("-\\d.*", "");
    }

    private List<Finding> problems(Published published, List<String> jars) {
        try {
            Path plugins = Files.createTempDirectory(directory, "plugins");
            Path target = published.bundle ? Files.createDirectories(plugins.resolve(published.name)) : plugins;
            for (String jar : jars) {
                Files.copy(JARS.resolve(jar + ".jar"), target.resolve(jar + ".jar"));
            }
            try (PluginHost host = PluginHost.builder()
                    .plugins(plugins)
                    .noIndex()
                    .versionPolicy(VersionPolicy.ALLOW) // the host would refuse some by their numbers alone
                    .build()) {
                return new Verifier(host)
                        .verify(published.name).stream()
                                .filter(finding -> finding.severity() != Severity.NOTE)
                                .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
