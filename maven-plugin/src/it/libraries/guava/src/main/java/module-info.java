module acme.guava {
    requires com.google.common;

    provides java.util.concurrent.Callable with
            acme.guava.Use;
}
