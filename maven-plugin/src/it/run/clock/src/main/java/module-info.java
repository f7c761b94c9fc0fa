module acme.clock {
    requires com.google.gson;

    provides java.util.function.Supplier with
            acme.clock.Text;
}
