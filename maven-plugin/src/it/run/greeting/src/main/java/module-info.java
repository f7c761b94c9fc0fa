module acme.greeting {
    requires com.google.gson;

    provides java.util.function.Supplier with
            acme.greeting.Text;
}
