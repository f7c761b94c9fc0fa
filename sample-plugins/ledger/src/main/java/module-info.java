/** An export written years ago. Ships the Gson of its day, private to its bundle. */
module acme.ledger {
    requires acme.home.api;
    requires com.google.gson;

    opens acme.ledger to
            com.google.gson;

    provides acme.home.api.Exporter with
            acme.ledger.Ledger;
}
