package dev.pluginhost.impl.namesake;

/** A service type of which a plugin brings a copy along. */
public interface Service {}
