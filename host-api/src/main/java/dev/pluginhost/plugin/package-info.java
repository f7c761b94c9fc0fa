/**
 * What the author of a plugin sees. A plugin is a module; its declaration is its manifest:
 *
 * <pre>{@code
 * module acme.weather {
 *     requires dev.pluginhost;            // this package
 *     requires acme.core;                 // another plugin: imported first
 *     requires static acme.radar;         // imported first if installed, absent without harm
 *
 *     provides dev.pluginhost.plugin.Plugin with acme.weather.WeatherPlugin;
 *     provides acme.core.Sensor with acme.weather.Thermometer;
 * }
 * }</pre>
 *
 * <p>The type that a module provides says when it is imported: {@link dev.pluginhost.plugin.EagerPlugin} before the host
 * has started, {@link dev.pluginhost.plugin.BackgroundPlugin} behind the running application,
 * {@link dev.pluginhost.plugin.Plugin} when somebody first asks. A module that provides none of the three is a plugin all
 * the same, imported when somebody first asks; its services are enough.
 *
 * <p>The name of a plugin's module consists of Java identifiers separated by dots, has at most 200 characters, and does not begin
 * with {@code java.} or {@code jdk.}. An artifact with another name cannot be imported.
 *
 * <p>This package names no type outside itself and the JDK.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.plugin;
