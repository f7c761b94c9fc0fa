/** A plugin with Spring beans and controllers. */
module acme.reviews {
    requires dev.pluginhost;
    requires dev.pluginhost.spring;
    requires spring.beans;
    requires spring.context;
    requires spring.web;

    opens acme.reviews; // to Spring

    provides dev.pluginhost.plugin.Plugin with
            acme.reviews.Reviews;
}
