package acme.home;

/** Stands in until the real code comes. */
public final class Placeholder {
    private Placeholder() {}

    /**
     * Says which module this class is in.
     *
     * @return the module's name
     */
    public static String moduleName() {
        Module module = Placeholder.class.getModule();
        return module.isNamed() ? module.getName() : "";
    }
}
