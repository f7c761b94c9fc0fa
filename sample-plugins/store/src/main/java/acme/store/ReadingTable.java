package acme.store;

import acme.home.api.Reading;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/** The one table of the database. Its monitor guards the connection. */
final class ReadingTable {

    private final Connection connection;

    private ReadingTable(Connection connection) {
        this.connection = connection;
    }

    static ReadingTable createIfAbsent(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS reading"
                    + " (id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, celsius REAL NOT NULL, at INTEGER NOT NULL)");
        }
        return new ReadingTable(connection);
    }

    String engine() {
        return run(() -> {
            DatabaseMetaData database = connection.getMetaData();
            return database.getDatabaseProductName() + " " + database.getDatabaseProductVersion();
        });
    }

    void insert(Reading reading) {
        run(() -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO reading (sensor, celsius, at) VALUES (?, ?, ?)")) {
                insert.setString(1, reading.sensor());
                insert.setDouble(2, reading.celsius());
                insert.setLong(3, reading.at().toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    Optional<Reading> latest(String sensor) {
        return run(() -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT celsius, at FROM reading WHERE sensor = ? ORDER BY id DESC LIMIT 1")) {
                query.setString(1, sensor);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Reading(sensor, row.getDouble(1), Instant.ofEpochMilli(row.getLong(2))))
                            : Optional.empty();
                }
            }
        });
    }

    long count() {
        return run(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM reading")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private synchronized <T> T run(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw new IllegalStateException("The database refuses: " + e.getMessage(), e);
        }
    }

    private interface Query<T> {

        T run() throws SQLException;
    }
}
