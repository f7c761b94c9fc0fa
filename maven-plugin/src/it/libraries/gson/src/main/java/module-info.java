module acme.gson {
    requires com.google.gson;

    opens acme.gson to
            com.google.gson;

    provides java.util.concurrent.Callable with
            acme.gson.Use;
}
