package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What hangs on the loggers of {@code java.util.logging}. */
final class LogHandlers implements Look {

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        LogManager manager = LogManager.getLogManager();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            if (logger != null && Suspect.isTrusted(logger.getClass())) {
                String of = name.isEmpty() ? "the root logger" : "logger " + name;
                tell("handler", Arrays.asList(logger.getHandlers()), of, suspect, found);
                tell("filter", logger.getFilter(), of, suspect, found);
                tell("level", logger.getLevel(), of, suspect, found);
                for (Handler handler : logger.getHandlers()) {
                    if (Suspect.isTrusted(handler.getClass())) {
                        String ofHandler = "a " + Suspect.name(handler.getClass()) + " of " + of;
                        tell("filter", handler.getFilter(), ofHandler, suspect, found);
                        tell("formatter", handler.getFormatter(), ofHandler, suspect, found);
                        tell("error manager", handler.getErrorManager(), ofHandler, suspect, found);
                        tell("level", handler.getLevel(), ofHandler, suspect, found);
                    }
                }
            }
        }
    }

    private static void tell(String what, List<?> all, String of, Suspect suspect, Consumer<Holder> found) {
        all.forEach(each -> tell(what, each, of, suspect, found));
    }

    private static void tell(String what, @Nullable Object object, String of, Suspect suspect, Consumer<Holder> found) {
        if (object != null && suspect.ownsType(object.getClass())) {
            found.accept(new Holder(
                    Holder.Kind.LOGGING,
                    "log " + what + " " + Suspect.name(object.getClass()) + " of " + of
                            + "; have the plugin remove it when it stops",
                    List.of()));
        }
    }
}
