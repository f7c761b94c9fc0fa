/** An old export. Its bundle has an old Gson. */
module acme.ledger {
    requires acme.home.api;
    requires com.google.gson;

    opens acme.ledger to
            com.google.gson;

    provides acme.home.api.Exporter with
            acme.ledger.Ledger;
}
