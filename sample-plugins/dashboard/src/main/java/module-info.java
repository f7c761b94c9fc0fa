/** A new export. Its bundle has the newest Gson. */
module acme.dashboard {
    requires acme.home.api;
    requires com.google.gson;

    opens acme.dashboard to
            com.google.gson;

    provides acme.home.api.Exporter with
            acme.dashboard.Dashboard;
}
