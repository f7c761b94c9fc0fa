package dev.pluginhost.testkit.leaks.search;

import dev.pluginhost.testkit.leaks.HeldPath.Strength;
import java.util.List;

/**
 * A path: a root, and the objects from there, each referred to by the one before.
 *
 * @param objects indices of objects; the first is the root's, only the last is the plugin's
 */
record Holding(Strength strength, Root root, List<Integer> objects) {}
