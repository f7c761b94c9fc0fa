package acme.log4j;

import java.util.concurrent.Callable;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.spi.LoggerContext;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        LoggerContext context = LogManager.getContext(false);
        LogManager.getLogger("a").error("warm");
        LogManager.shutdown();
        return context.getClass().getName();
    }
}
