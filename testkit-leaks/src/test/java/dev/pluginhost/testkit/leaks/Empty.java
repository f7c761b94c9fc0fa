package dev.pluginhost.testkit.leaks;

/** Bytes of a class. */
final class Empty {}
