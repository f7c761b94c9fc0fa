/** A plugin: what it requires and what it provides. */
module ${package} {
    requires ${applicationModule}.api;

    provides ${applicationModule}.api.Greeter with
            ${package}.Hello;
}
