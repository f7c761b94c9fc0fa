package acme.home;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends what the host logs to a file, as most applications do. */
final class HostLog {

    /** A strong reference: the log manager keeps loggers, and their handlers, only weakly. */
    private static final Logger HOST = Logger.getLogger("dev.pluginhost");

    private HostLog() {}

    static void writeTo(Path file) throws IOException {
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        HOST.addHandler(handler);
        HOST.setUseParentHandlers(false);
    }
}
