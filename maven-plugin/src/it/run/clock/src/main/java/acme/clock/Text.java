package acme.clock;

import com.google.gson.JsonPrimitive;
import java.util.function.Supplier;

public final class Text implements Supplier<String> {

    @Override
    public String get() {
        return new JsonPrimitive("clock one").toString();
    }
}
