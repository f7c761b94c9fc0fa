/** The egg as the hen's compiler sees it: the compiler, unlike a plugin directory, refuses modules that require each other. */
module acme.bad.egg {
    exports acme.bad.egg;
}
