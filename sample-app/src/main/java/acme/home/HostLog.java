package acme.home;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the host logs goes to a file, as in most applications, and not between the lines that people read. */
final class HostLog {

    /** Held here, because the log manager may forget a logger that nobody holds, and its handlers with it. */
    private static final Logger HOST = Logger.getLogger("dev.pluginhost");

    private HostLog() {}

    static void writeTo(Path file) throws IOException {
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        HOST.addHandler(handler);
        HOST.setUseParentHandlers(false);
    }
}
