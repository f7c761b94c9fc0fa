package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.leaks.Probe.Findings;
import java.util.Collections;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Probes that use modules of the JDK which an application may lack; each is a class of its own, which links with its module. */
final class ModuleProbes {

    private ModuleProbes() {}

    /** MBeans of all servers of this process that can be found. Of a {@code StandardMBean} only the name of the class is known. */
    static final class MBeans {

        private MBeans() {}

        static void search(Target target, Findings found) {
            for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
                for (ObjectName name : server.queryNames(null, null)) {
                    String tie = tie(server, name, target);
                    if (!tie.isEmpty()) {
                        found.add(
                                Holder.Kind.MBEAN,
                                "MBean " + name.getCanonicalName() + tie
                                        + " is registered; have the plugin unregister it when it stops");
                    }
                }
            }
        }

        private static String tie(MBeanServer server, ObjectName name, Target target) {
            try {
                ClassLoader loader = server.getClassLoaderFor(name);
                if (target.ownsLoader(loader)) {
                    return " of the plugin's";
                }
                String type = loader == null ? server.getMBeanInfo(name).getClassName() : "";
                return target.hasPackageOf(type)
                        ? " of a class called " + type + ", this plugin's or a namesake's,"
                        : "";
            } catch (JMException e) {
                return ""; // unregistered meanwhile, or it cannot describe itself
            }
        }
    }

    /** Handlers, filters and formatters of the loggers of {@code java.util.logging}. */
    static final class LogHandlers {

        private LogHandlers() {}

        static void search(Target target, Findings found) {
            LogManager manager = LogManager.getLogManager();
            for (String name : Collections.list(manager.getLoggerNames())) {
                Logger logger = manager.getLogger(name);
                if (logger == null || !Target.isTrusted(logger.getClass())) {
                    continue;
                }
                String of = name.isEmpty() ? "the root logger" : "logger " + name;
                report("filter", logger.getFilter(), of, target, found);
                for (Handler handler : logger.getHandlers()) {
                    report("handler", handler, of, target, found);
                    if (Target.isTrusted(handler.getClass())) {
                        String ofHandler = "a " + Target.name(handler.getClass()) + " of " + of;
                        report("filter", handler.getFilter(), ofHandler, target, found);
                        report("formatter", handler.getFormatter(), ofHandler, target, found);
                    }
                }
            }
        }

        private static void report(String what, @Nullable Object object, String of, Target target, Findings found) {
            if (object != null && target.ownsType(object.getClass())) {
                found.add(
                        Holder.Kind.LOGGING,
                        "log " + what + " " + Target.name(object.getClass()) + " of " + of
                                + "; have the plugin remove it when it stops");
            }
        }
    }
}
