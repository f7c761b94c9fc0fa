package acme.library;

import acme.api.Screen;

/** Compiled against a version of the API that had more. */
public final class Page {

    private Page() {}

    public static void turn() {
        Screen.clear();
    }
}
