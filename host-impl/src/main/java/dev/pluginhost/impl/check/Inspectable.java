package dev.pluginhost.impl.check;

/** A host whose plugins can be looked at without importing them. */
public interface Inspectable {

    /** What is installed now. Reads the sources, if that has not been done. */
    Inspection inspect();
}
