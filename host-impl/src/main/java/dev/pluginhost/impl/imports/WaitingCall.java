package dev.pluginhost.impl.imports;

/**
 * A call that waits, as messages tell it. Immutable.
 *
 * @param module the plugin that it waits for; empty if it is none or several
 * @param words what is called, to be followed by a verb
 * @param batch the call, if it waits for several plugins; else empty
 * @param instead what can be done instead on a thread that must not wait
 */
record WaitingCall(String module, String words, String batch, String instead) {

    private static final String CONTINUE = "go on with thenAccept and the like there";

    /** A wait for what is made of a future that has its answer; one for all, as such futures are asked for often. */
    static final WaitingCall OF_ANSWERED =
            new WaitingCall("", "Waiting for what is made of the future of importModuleAsync", "", CONTINUE);

    /** A call for something that the host does as a whole, if only for one plugin. */
    static WaitingCall ofHost(String module, String words, String instead) {
        return new WaitingCall(module, words, "", instead);
    }

    /** A wait for the future of one plugin. */
    static WaitingCall ofFuture(String module) {
        String words = "Waiting for the future of importModuleAsync(\"" + module + "\"), which is not imported yet,";
        return new WaitingCall(module, words, "", CONTINUE);
    }

    /** A wait for the future of several plugins. */
    static WaitingCall ofBatch(String call) {
        String words = "Waiting for the future of " + call + ", of which some are not imported yet,";
        return new WaitingCall("", words, call, CONTINUE);
    }

    /** A wait for a plugin to be unloaded. */
    static WaitingCall ofUnload(String module) {
        return new WaitingCall(module, "Waiting for the future of unload(\"" + module + "\")", "", CONTINUE);
    }
}
