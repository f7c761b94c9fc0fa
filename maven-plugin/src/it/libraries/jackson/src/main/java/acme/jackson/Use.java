package acme.jackson;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        ObjectMapper json = new ObjectMapper();
        Reading read = json.readValue("{\"place\": \"roof\", \"degrees\": 17}", Reading.class);
        return json.writeValueAsString(new Reading(read.place(), read.degrees() + 1));
    }

    public record Reading(String place, int degrees) {}
}
