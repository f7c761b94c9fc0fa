package acme.scala

import dev.pluginhost.plugin.{Plugin, PluginContext}
import java.util.function.Supplier

/** A case class, a default argument and a collection: each needs the library of the language. */
case class Reading(place: String, degrees: Int = 21)

class Clock extends Plugin, Supplier[String]:
  private var places: List[String] = Nil

  override def start(context: PluginContext): Unit =
    places = context.configuration.getOrDefault("places", "hall,roof").split(',').toList

  override def get: String =
    places.map(Reading(_)).map(reading => s"${reading.place}: ${reading.degrees}").mkString(", ")
