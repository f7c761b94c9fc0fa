/** What plugins see of the application. */
module ${package}.api {
    exports ${package}.api;
}
