/** Evaluates rules in JavaScript. The Nashorn engine and its ASM are private to this plugin's bundle. */
module acme.rules {
    requires acme.core;
    requires acme.home.api;
    requires dev.pluginhost;
    requires java.scripting;
    requires org.openjdk.nashorn;

    provides dev.pluginhost.plugin.Plugin with
            acme.rules.RulesPlugin;
    provides acme.home.api.RuleEngine with
            acme.rules.RulesPlugin;
}
