package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is set for the whole process: defaults, streams, security providers and system properties. */
final class ProcessSettings implements Look {

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        tell("the default uncaught exception handler", Thread.getDefaultUncaughtExceptionHandler(), suspect, found);
        tell("the default authenticator", Authenticator.getDefault(), suspect, found);
        tell("the default proxy selector", ProxySelector.getDefault(), suspect, found);
        tell("the default response cache", ResponseCache.getDefault(), suspect, found);
        tell("the default cookie handler", CookieHandler.getDefault(), suspect, found);
        tell("System.in", System.in, suspect, found);
        tell("System.out", System.out, suspect, found);
        tell("System.err", System.err, suspect, found);
        for (Provider provider : Security.getProviders()) {
            if (suspect.ownsType(provider.getClass())) {
                found.accept(new Holder(
                        Holder.Kind.SECURITY_PROVIDER,
                        "security provider " + Suspect.name(provider.getClass())
                                + " is registered; have the plugin remove it when it stops",
                        List.of()));
            }
        }
        properties(System.getProperties(), suspect, found);
    }

    private static void properties(Properties properties, Suspect suspect, Consumer<Holder> found) {
        if (Suspect.isTrusted(properties.getClass())) {
            properties.forEach((key, value) -> {
                tell("the key of a system property", key, suspect, found);
                tell("the system property " + (key instanceof String ? key : ""), value, suspect, found);
            });
        }
    }

    private static void tell(String what, @Nullable Object object, Suspect suspect, Consumer<Holder> found) {
        String reached = object instanceof String ? null : Reach.of(object, suspect);
        if (reached != null) {
            found.accept(new Holder(
                    Holder.Kind.PROCESS_SETTING,
                    what.strip() + " is " + reached + "; have the plugin set it back when it stops",
                    List.of()));
        }
    }
}
