package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published database driver")
class DatabaseDriverTest extends DropIn {

    @Test
    @DisplayName("with native code stores and reads: SQLite, which finds its library among its own resources")
    void sqlite() throws Exception {
        drop("sqlite-jdbc");
        assertStores("org.xerial.sqlitejdbc", "jdbc:sqlite::memory:");
    }

    @Test
    @DisplayName("that is an automatic module stores and reads: H2")
    void h2() throws Exception {
        drop("h2");
        assertStores("com.h2database", "jdbc:h2:mem:test");
    }

    @Test
    @DisplayName("that is declared stores and reads: HSQLDB")
    void hsqldb() throws Exception {
        drop("hsqldb");
        assertStores("org.hsqldb", "jdbc:hsqldb:mem:test");
    }

    @Test
    @DisplayName("in a bundle of two modules that need one class loader stores and reads: Derby")
    void derby() throws Exception {
        drop("derby");
        assertStores("org.apache.derby.engine", "jdbc:derby:memory:test;create=true");
    }

    private void assertStores(String module, String url) throws SQLException {
        ImportedModule imported = host().importModule(module);
        Driver driver = imported.services(Driver.class).get(0);
        assertEquals(imported.module(), driver.getClass().getModule());
        try (Connection connection = driver.connect(url, new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("create table reading (place varchar(20), degrees int)");
            statement.execute("insert into reading values ('roof', 17), ('cellar', 9)");
            try (ResultSet result = statement.executeQuery("select sum(degrees) from reading")) {
                assertTrue(result.next());
                assertEquals(26, result.getInt(1));
            }
        }
    }
}
