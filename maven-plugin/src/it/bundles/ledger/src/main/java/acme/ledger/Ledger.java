package acme.ledger;

import acme.api.Report;
import acme.text.Text;
import com.google.gson.JsonParser;
import org.slf4j.Logger;

public final class Ledger implements Report {

    @Override
    public String text(Logger log) {
        int total = JsonParser.parseString("{\"total\": 17}").getAsJsonObject().get("total").getAsInt();
        return Text.loud("total", log) + " " + total;
    }
}
