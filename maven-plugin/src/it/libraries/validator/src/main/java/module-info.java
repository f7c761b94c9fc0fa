module acme.validator {
    requires jakarta.validation;
    requires org.hibernate.validator;

    opens acme.validator;

    provides java.util.concurrent.Callable with
            acme.validator.Use;
}
