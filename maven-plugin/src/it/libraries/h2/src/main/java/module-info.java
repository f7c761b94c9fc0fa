module acme.h2 {
    requires com.h2database;
    requires java.sql;

    provides java.util.concurrent.Callable with
            acme.h2.Use;
}
