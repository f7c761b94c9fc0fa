/** Says what a plugin sees of an application that has the house's API and Jackson. */
module acme.visitor {
    requires acme.home.api;
    requires com.fasterxml.jackson.databind;
    requires dev.pluginhost;
    requires java.sql;

    exports acme.visitor.card;

    opens acme.visitor.letter to
            com.fasterxml.jackson.databind;

    uses acme.home.api.StatusLine;

    provides dev.pluginhost.plugin.Plugin with
            acme.visitor.Visitor;
    provides acme.home.api.Journal with
            acme.visitor.Visitor;
    provides acme.home.api.StatusLine with
            acme.visitor.Visit;
}
