/** The hen as the egg's compiler sees it: the compiler, unlike a plugin directory, refuses modules that require each other. */
module acme.bad.hen {
    exports acme.bad.hen;
}
