package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import java.util.Map;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptException;
import javax.script.SimpleBindings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published script engine")
class ScriptEngineTest extends DropIn {

    @Test
    @DisplayName("in six modules that require each other evaluates: Nashorn on ASM")
    void nashorn() throws Exception {
        drop("nashorn-core", "asm", "asm-analysis", "asm-commons", "asm-tree", "asm-util");
        assertEquals(42, number(eval("org.openjdk.nashorn", "var f = function(x) { return x * two; }; f(21)")));
    }

    @Test
    @DisplayName("implements an interface of the JDK in its language: Nashorn")
    void nashornAdapter() throws Exception {
        drop("nashorn-core", "asm", "asm-analysis", "asm-commons", "asm-tree", "asm-util");
        Object callable = eval(
                "org.openjdk.nashorn",
                "new (Java.type('java.util.function.IntUnaryOperator'))(function(x) { return x + 1; })");
        assertEquals(8, ((java.util.function.IntUnaryOperator) callable).applyAsInt(7));
    }

    @Test
    @DisplayName("whose provider is in one module and whose engine is in another evaluates: Rhino")
    void rhino() throws Exception {
        drop("rhino", "rhino-engine");
        assertEquals(42, number(eval("org.mozilla.rhino.engine", "var f = function(x) { return x * two; }; f(21)")));
    }

    @Test
    @DisplayName("of automatic modules in a bundle evaluates: Groovy, which compiles to classes")
    void groovy() throws Exception {
        drop("groovy-jsr223");
        assertEquals(42, number(eval("org.apache.groovy.jsr223", "[1, 20].collect { it * two }.sum()")));
    }

    private Object eval(String module, String script) throws ScriptException {
        ImportedModule imported = host().importModule(module);
        ScriptEngine engine =
                imported.services(ScriptEngineFactory.class).get(0).getScriptEngine();
        return engine.eval(script, new SimpleBindings(new java.util.HashMap<>(Map.of("two", 2))));
    }

    private static int number(Object result) {
        return ((Number) result).intValue();
    }
}
