package acme.h2;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.h2.Driver;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        try (Connection connection = new Driver().connect("jdbc:h2:mem:a", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("create table reading (place varchar(20), degrees int)");
            statement.execute("insert into reading values ('roof', 17), ('cellar', 9)");
            try (ResultSet result = statement.executeQuery("select sum(degrees) from reading")) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
