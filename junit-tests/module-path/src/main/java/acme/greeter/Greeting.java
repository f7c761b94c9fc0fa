package acme.greeter;

import acme.home.api.StatusLine;
import com.google.gson.Gson;
import java.util.Map;

/** Says hello in JSON, for which it has a library of its own. */
public class Greeting implements StatusLine {

    @Override
    public String status() {
        return new Gson().toJson(Map.of("started", Greeter.isStarted));
    }

    /** The library that it uses. */
    @Override
    public String toString() {
        return Gson.class.getClassLoader().getName();
    }
}
