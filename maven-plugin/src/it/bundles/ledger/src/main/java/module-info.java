module acme.ledger {
    requires acme.api;
    requires acme.text;
    requires com.google.gson;

    provides acme.api.Report with
            acme.ledger.Ledger;
}
