package acme.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.sqlite.JDBC;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        try (Connection connection = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select 17 + 9")) {
            result.next();
            return result.getString(1);
        }
    }
}
