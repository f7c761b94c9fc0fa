package acme.probe;

import acme.home.api.StatusLine;

/** A service of the application, which plugins find. */
public final class Porch implements StatusLine {

    @Override
    public String status() {
        return "nobody is on the porch";
    }
}
