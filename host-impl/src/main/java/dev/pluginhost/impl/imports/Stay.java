package dev.pluginhost.impl.imports;

/** The time in which somebody waits; closed when he has. Confined to his thread. */
@FunctionalInterface
interface Stay extends AutoCloseable {

    /** Of somebody whose wait takes nothing from anybody. */
    Stay FREE = () -> {};

    @Override
    void close();
}
