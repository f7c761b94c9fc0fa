package dev.pluginhost.impl.graph;

/**
 * An installed plugin that another one requires.
 *
 * @param name the required plugin
 * @param optional whether the other one can do without it ({@code requires static})
 */
public record Prerequisite(String name, boolean optional) {

    @Override
    public String toString() {
        return optional ? "(optional) " + name : name;
    }
}
