package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.testkit.PluginSource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Services of several plugins")
class ServiceOrderTest extends HostFixture {

    private static final String[] NAMES = {"ldap", "audit", "mysql", "basic"};

    /** A plugin with two providers, whose declaration is not in the order of their names. */
    private void installProvider(String name) {
        install(PluginSource.module(name)
                .declares("provides java.lang.CharSequence with " + name + ".Z, " + name + ".A;")
                .source(name + ".Z", provider(name, "Z", "1"))
                .source(name + ".A", provider(name, "A", "2")));
    }

    private static String provider(String name, String type, String suffix) {
        return "public class " + type + " { public static CharSequence provider() { return \"" + name + suffix
                + "\"; } }";
    }

    private PluginHost imported(String... order) {
        for (String name : NAMES) {
            installProvider(name);
        }
        PluginHost host = host(builder -> order.length == 0 ? builder : builder.order(order));
        for (String name : NAMES) {
            host.importModule(name);
        }
        return host;
    }

    private static String services(PluginHost host) {
        return String.join(" ", host.services(CharSequence.class));
    }

    @Test
    @DisplayName("are in the order of the plugins' names, then of each declaration, whichever was imported first")
    void byName() {
        PluginHost host = imported();
        assertEquals("audit1 audit2 basic1 basic2 ldap1 ldap2 mysql1 mysql2", services(host));
        assertEquals(host.services(CharSequence.class), get(host.importServices(CharSequence.class)));
    }

    @ParameterizedTest
    @CsvSource({
        "mysql * ldap, mysql audit basic ldap",
        "* basic audit, ldap mysql basic audit",
        "mysql ldap, mysql ldap audit basic",
        "mysql ldap *, mysql ldap audit basic",
        "basic absent * , basic audit ldap mysql",
        "*, audit basic ldap mysql"
    })
    @DisplayName(
            "are in the order that the application sets, with the others by name where it has an asterisk, else last")
    void ordered(String order, String expected) {
        PluginHost host = imported(order.trim().split(" "));
        assertEquals(expected.replaceAll("\\w+", "$01 $02"), services(host));
        assertEquals(host.services(CharSequence.class), get(host.importServices(CharSequence.class)));
    }

    @Test
    @DisplayName("are in that order for a listener that finds them there")
    void listened() throws Exception {
        PluginHost host = imported("mysql", "*", "audit");
        Told told = new Told();
        host.listen(CharSequence.class, told);
        told.expect(
                "added mysql",
                "added mysql",
                "added basic",
                "added basic",
                "added ldap",
                "added ldap",
                "added audit",
                "added audit");
    }

    @Test
    @DisplayName("are made in the order of the services' names, then of the declaration")
    void made() {
        install(PluginSource.module("acme.a")
                .declares(
                        "provides java.lang.Runnable with acme.a.R2, acme.a.R1; provides java.lang.CharSequence with acme.a.C;"
                                + " provides java.util.concurrent.Callable with acme.a.D;")
                .source("acme.a.R2", making("R2", "Runnable"))
                .source("acme.a.R1", making("R1", "Runnable"))
                .source("acme.a.C", making("C", "CharSequence"))
                .source("acme.a.D", making("D", "java.util.concurrent.Callable<String>"))
                .probe(probe));
        host().importModule("acme.a");
        assertEquals(List.of("C", "R2", "R1", "D"), probe.said());
    }

    private static String making(String type, String service) {
        return "public class " + type + " { public static " + service + " provider() { Probe.say(\"" + type
                + "\"); return "
                + (service.equals("CharSequence") ? "\"\"" : service.equals("Runnable") ? "() -> {}" : "() -> null")
                + "; } }";
    }

    @Test
    @DisplayName("take their places when plugins come and go")
    void comeAndGo() {
        PluginHost host = imported("mysql", "*");
        get(host.unload("mysql"));
        get(host.unload("basic"));
        assertEquals("audit1 audit2 ldap1 ldap2", services(host));
        host.importModule("basic");
        host.importModule("mysql");
        assertEquals("mysql1 mysql2 audit1 audit2 basic1 basic2 ldap1 ldap2", services(host));
    }

    @Test
    @DisplayName("do not have another order because the builder is used again, and the last order counts")
    void copied() {
        String[] order = {"mysql", "*"};
        for (String name : NAMES) {
            installProvider(name);
        }
        PluginHost.Builder builder = Hosts.builder().plugins(plugins).noIndex().order("*", "audit");
        builder.order(order);
        order[0] = "ldap";
        try (PluginHost host = builder.build()) {
            builder.order("ldap");
            assertEquals(
                    "mysql1",
                    get(host.importServices(CharSequence.class)).get(0).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,a", "*,a,*", "a b", "", "**", "1a"})
    @DisplayName("cannot be ordered by what is no name, or is there twice")
    void refused(String order) {
        assertThrows(IllegalArgumentException.class, () -> Hosts.builder().order(order.split(",", -1)));
    }

    @Test
    @DisplayName("are also of plugins that are not installed, which is noted, and a warning if another name was meant")
    void absent() {
        installProvider("mysql");
        List<Problem> problems =
                host(builder -> builder.order("mysqll", "*", "radius")).start().problems();
        assertEquals(2, problems.size(), problems::toString);
        assertEquals(Problem.Severity.WARNING, problems.get(0).severity());
        assertEquals(
                "The application says where in the order of services to have mysqll, but no such plugin is installed; did you"
                        + " mean mysql?",
                problems.get(0).message());
        assertEquals(Problem.Severity.NOTE, problems.get(1).severity());
        assertTrue(problems.get(1).message().contains("to have radius"), problems.get(1)::message);
    }
}
