package dev.pluginhost.impl.imports;

/**
 * A call that waits, as messages tell it. Immutable.
 *
 * @param module the plugin that it waits for; empty if it is none or several
 * @param words what is called, to be followed by a verb
 * @param instead what can be done instead on a thread that must not wait
 */
record WaitingCall(String module, String words, String instead) {

    static WaitingCall ofFuture(String module, String words) {
        return new WaitingCall(module, words, "go on with thenAccept and the like there");
    }
}
