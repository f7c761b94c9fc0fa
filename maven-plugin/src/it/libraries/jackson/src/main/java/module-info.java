module acme.jackson {
    requires com.fasterxml.jackson.databind;

    opens acme.jackson to
            com.fasterxml.jackson.databind;

    provides java.util.concurrent.Callable with
            acme.jackson.Use;
}
