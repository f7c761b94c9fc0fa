module acme.sqlite {
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    provides java.util.concurrent.Callable with
            acme.sqlite.Use;
}
