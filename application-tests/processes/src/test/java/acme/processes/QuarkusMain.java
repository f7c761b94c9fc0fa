package acme.processes;

import acme.probe.Main;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;

/**
 * Sets logging up before the checks, as code that Quarkus generates does. Until then Quarkus keeps every log record, and with it
 * stack traces that refer to classes of plugins.
 */
public final class QuarkusMain {

    private QuarkusMain() {}

    public static void main(String[] args) throws Exception {
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {new ConsoleHandler()});
        Main.main(args);
    }
}
