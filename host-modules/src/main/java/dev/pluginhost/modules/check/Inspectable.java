package dev.pluginhost.modules.check;

/** A host whose plugins can be looked at without importing them. */
public interface Inspectable {

    /** What is installed now, with the classes that multi-release jars have for a release of Java. Reads the sources, if that has not been done. */
    Inspection inspect(Runtime.Version release);
}
