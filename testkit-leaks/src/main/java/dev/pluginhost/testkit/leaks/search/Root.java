package dev.pluginhost.testkit.leaks.search;

import shark.GcRoot;

/**
 * An object that the JVM keeps, and the reason.
 *
 * @param object its id
 * @param thread the serial number of the thread that it belongs to; 0 for none
 * @param frame the number of the frame on that thread's stack; negative for none
 */
record Root(Kind kind, long object, int thread, int frame) {

    /** Why an object is kept. */
    enum Kind {
        CLASS("a class"),
        THREAD("thread"),
        LOCAL_VARIABLE("a local variable"),
        JNI_LOCAL("a JNI local reference"),
        JNI_GLOBAL("a JNI global reference"),
        MONITOR("a monitor that is held"),
        NATIVE_STACK("a native stack"),
        JVM("the JVM itself"),
        UNKNOWN("an object that no other in the heap dump refers to");

        private final String noun;

        Kind(String noun) {
            this.noun = noun;
        }

        String noun() {
            return noun;
        }
    }

    static Root of(Kind kind, long object) {
        return new Root(kind, object, 0, -1);
    }

    static Root of(GcRoot root) {
        long id = root.getId();
        if (root instanceof GcRoot.StickyClass) {
            return of(Kind.CLASS, id);
        }
        if (root instanceof GcRoot.ThreadObject thread) {
            return new Root(Kind.THREAD, id, thread.getThreadSerialNumber(), -1);
        }
        if (root instanceof GcRoot.JavaFrame frame) {
            return new Root(Kind.LOCAL_VARIABLE, id, frame.getThreadSerialNumber(), frame.getFrameNumber());
        }
        if (root instanceof GcRoot.JniLocal local) {
            return new Root(Kind.JNI_LOCAL, id, local.getThreadSerialNumber(), local.getFrameNumber());
        }
        if (root instanceof GcRoot.NativeStack stack) {
            return new Root(Kind.NATIVE_STACK, id, stack.getThreadSerialNumber(), -1);
        }
        if (root instanceof GcRoot.ThreadBlock block) {
            return new Root(Kind.NATIVE_STACK, id, block.getThreadSerialNumber(), -1);
        }
        if (root instanceof GcRoot.JniGlobal) {
            return of(Kind.JNI_GLOBAL, id);
        }
        return of(root instanceof GcRoot.MonitorUsed ? Kind.MONITOR : Kind.JVM, id);
    }
}
