package acme.gson;

import com.google.gson.Gson;
import java.util.concurrent.Callable;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        Gson gson = new Gson();
        return gson.toJson(gson.fromJson("{'place':'roof','degrees':17}", Reading.class));
    }

    static final class Reading {
        String place;
        int degrees;
    }
}
