package dev.pluginhost.impl.wait;

/**
 * A call that waits, for messages. Immutable.
 *
 * @param module the plugin that it waits for; empty if it is none or several
 * @param words what is called, to be followed by a verb
 * @param batch the call, if it waits for several plugins; else empty
 * @param instead what you can do instead on a thread that must not wait
 */
public record WaitingCall(String module, String words, String batch, String instead) {

    private static final String CONTINUE = "go on with thenAccept and the like there";

    /** A wait for what is derived from a future that has its answer. */
    public static final WaitingCall OF_ANSWERED =
            new WaitingCall("", "Waiting for what is made of the future of importModuleAsync", "", CONTINUE);

    /** A call that imports a plugin and waits for it. */
    public static WaitingCall ofImport(String module) {
        return new WaitingCall(
                module,
                "importModule(\"" + module + "\"), which is not imported yet,",
                "",
                "use importModuleAsync there, or have it imported before");
    }

    /** A call for something that the host does as a whole, if only for one plugin. */
    public static WaitingCall ofHost(String module, String words, String instead) {
        return new WaitingCall(module, words, "", instead);
    }

    /** A wait for the future of one plugin. */
    public static WaitingCall ofFuture(String module) {
        String words = "Waiting for the future of importModuleAsync(\"" + module + "\"), which is not imported yet,";
        return new WaitingCall(module, words, "", CONTINUE);
    }

    /** A wait for the future of several plugins. */
    public static WaitingCall ofBatch(String call) {
        String words = "Waiting for the future of " + call + ", of which some are not imported yet,";
        return new WaitingCall("", words, call, CONTINUE);
    }

    /** A wait for a plugin to be unloaded. */
    public static WaitingCall ofUnload(String module) {
        return new WaitingCall(module, "Waiting for the future of unload(\"" + module + "\")", "", CONTINUE);
    }
}
