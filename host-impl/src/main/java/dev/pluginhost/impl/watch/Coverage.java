package dev.pluginhost.impl.watch;

/**
 * What is heard of. Immutable.
 *
 * @param whole whether all is
 * @param fresh whether there is a directory that was not heard of before: something may have happened in it meanwhile
 */
record Coverage(boolean whole, boolean fresh) {

    Coverage and(Coverage other) {
        return new Coverage(whole && other.whole, fresh || other.fresh);
    }
}
