package dev.pluginhost.testkit;

/** The source of a JDBC driver that accepts no URL, for tests of what registers a driver. Stateless. */
public final class DriverSource {

    private DriverSource() {}

    /**
     * A driver class, whose version methods throw an error.
     *
     * @param declaration modifiers, {@code class} and the name
     * @param members further members of the class; may be empty
     * @return the declaration with its body
     */
    public static String of(String declaration, String members) {
        return """
                %s implements java.sql.Driver {
                    %s
                    @Override public java.sql.Connection connect(String url, java.util.Properties info) { return null; }
                    @Override public boolean acceptsURL(String url) { return false; }
                    @Override public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, java.util.Properties info) {
                        return new java.sql.DriverPropertyInfo[0];
                    }
                    @Override public int getMajorVersion() { throw new Error("called"); }
                    @Override public int getMinorVersion() { throw new Error("called"); }
                    @Override public boolean jdbcCompliant() { return false; }
                    @Override public java.util.logging.Logger getParentLogger() { return null; }
                }
                """.formatted(declaration, members);
    }
}
