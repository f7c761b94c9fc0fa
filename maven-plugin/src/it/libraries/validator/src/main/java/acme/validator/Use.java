package acme.validator;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hibernate.validator.HibernateValidator;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        try (ValidatorFactory factory = Validation.byProvider(HibernateValidator.class).configure().buildValidatorFactory()) {
            return factory.getValidator().validate(new Place()).iterator().next().getMessage();
        }
    }

    public static final class Place {
        @NotNull
        public String name;
    }
}
