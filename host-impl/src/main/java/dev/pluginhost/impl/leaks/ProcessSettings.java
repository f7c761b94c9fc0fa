package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.leaks.Probe.Findings;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.security.Provider;
import java.security.Security;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The probe for what is set for the whole process: defaults, streams, security providers and system properties. Stateless. */
final class ProcessSettings {

    private ProcessSettings() {}

    static void search(Target target, Findings found) {
        report("the default uncaught exception handler", Thread.getDefaultUncaughtExceptionHandler(), target, found);
        report("the default authenticator", Authenticator.getDefault(), target, found);
        report("the default proxy selector", ProxySelector.getDefault(), target, found);
        report("the default cookie handler", CookieHandler.getDefault(), target, found);
        report("System.out", System.out, target, found);
        report("System.err", System.err, target, found);
        for (Provider provider : Security.getProviders()) {
            if (target.ownsType(provider.getClass())) {
                found.add(
                        Holder.Kind.SECURITY_PROVIDER,
                        "security provider " + Target.name(provider.getClass())
                                + " is registered; have the plugin remove it when it stops");
            }
        }
        Properties properties = System.getProperties();
        if (Target.isTrusted(properties.getClass())) {
            properties.forEach((key, value) -> {
                report("the key of a system property", key, target, found);
                report("the system property" + (key instanceof String ? " " + key : ""), value, target, found);
            });
        }
    }

    private static void report(String what, @Nullable Object object, Target target, Findings found) {
        String reached = object instanceof String ? null : target.reachedFrom(object);
        if (reached != null) {
            found.add(
                    Holder.Kind.PROCESS_SETTING,
                    what + " is " + reached + "; have the plugin set it back when it stops");
        }
    }
}
