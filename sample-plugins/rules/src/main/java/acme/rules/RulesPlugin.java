package acme.rules;

import acme.home.api.Journal;
import acme.home.api.RuleEngine;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.HashMap;
import java.util.Map;
import javax.script.ScriptEngine;
import javax.script.ScriptException;
import javax.script.SimpleBindings;
import org.openjdk.nashorn.api.scripting.NashornScriptEngineFactory;

/** Asks the engine's factory in its own bundle, not a script engine manager, which would search the whole application. */
public final class RulesPlugin implements Plugin, RuleEngine {

    private ScriptEngine engine;

    @Override
    public void start(PluginContext context) {
        engine = new NashornScriptEngineFactory()
                .getScriptEngine(new String[] {"--no-java"}, RulesPlugin.class.getClassLoader(), className -> false);
        context.services(Journal.class).forEach(journal -> journal.write(context.name() + " started"));
    }

    @Override
    public String engine() {
        return engine.getFactory().getEngineName() + " " + engine.getFactory().getEngineVersion();
    }

    @Override
    public synchronized boolean holds(String rule, Map<String, Object> facts) {
        try {
            return Boolean.TRUE.equals(engine.eval(rule, new SimpleBindings(new HashMap<>(facts))));
        } catch (ScriptException e) {
            throw new IllegalArgumentException("Not a rule: " + rule + ": " + e.getMessage(), e);
        }
    }
}
