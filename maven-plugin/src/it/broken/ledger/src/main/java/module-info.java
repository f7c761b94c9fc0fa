module acme.ledger {
    requires acme.api;
    requires acme.library;

    provides Runnable with
            acme.ledger.Ledger;
}
