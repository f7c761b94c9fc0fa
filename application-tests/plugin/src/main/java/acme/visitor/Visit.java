package acme.visitor;

import acme.home.api.StatusLine;

/** A service of this plugin, which it finds itself. */
public final class Visit implements StatusLine {

    @Override
    public String status() {
        return "a visitor is there";
    }
}
