package acme.ledger;

import acme.api.Screen;
import acme.library.Page;

public final class Ledger implements Runnable {

    @Override
    public void run() {
        Page.turn();
        Screen.show("ledger");
    }
}
