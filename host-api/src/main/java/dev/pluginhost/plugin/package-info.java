/**
 * The API for the author of a plugin. A plugin is a module, and its declaration is its manifest:
 *
 * <pre>{@code
 * module acme.weather {
 *     requires dev.pluginhost;            // this package
 *     requires acme.core;                 // another plugin: imported first
 *     requires static acme.radar;         // imported first if installed, optional
 *
 *     provides dev.pluginhost.plugin.Plugin with acme.weather.WeatherPlugin;
 *     provides acme.core.Sensor with acme.weather.Thermometer;
 * }
 * }</pre>
 *
 * <p>The type that a module provides says when it is imported. An {@link dev.pluginhost.plugin.EagerPlugin} is imported before
 * the host has started, a {@link dev.pluginhost.plugin.BackgroundPlugin} while the application runs. A {@link
 * dev.pluginhost.plugin.Plugin} is imported when a caller first asks for it. So is a module that provides none of them; it is a
 * plugin that has only its services.
 *
 * <p>The name of a plugin's module consists of Java identifiers separated by dots, has at most 200 characters, and does not
 * begin with {@code java.} or {@code jdk.}. An artifact with another name cannot be imported.
 *
 * <p>This package names no type outside itself and the JDK.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.plugin;
