package acme.kotlin

import dev.pluginhost.plugin.Plugin
import dev.pluginhost.plugin.PluginContext
import java.util.function.Supplier

/** A data class, a default argument and a lambda: each needs the library of the language. */
data class Reading(val place: String, val degrees: Int = 21)

class Clock : Plugin, Supplier<String> {
    private lateinit var places: List<String>

    override fun start(context: PluginContext) {
        places = context.configuration().getOrDefault("places", "hall,roof").split(',')
    }

    override fun get(): String = places.map { Reading(it) }.joinToString { "${it.place}: ${it.degrees}" }
}
