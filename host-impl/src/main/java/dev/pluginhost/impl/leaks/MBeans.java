package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.List;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/**
 * MBeans that are registered with a server of this process, the platform's or another one that can be found. Of one that is
 * wrapped in a class of the JDK's, such as {@code StandardMBean}, only the name of the class inside can be seen.
 */
final class MBeans implements Look {

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
            for (ObjectName name : server.queryNames(null, null)) {
                String tie = tie(server, name, suspect);
                if (!tie.isEmpty()) {
                    found.accept(new Holder(
                            Holder.Kind.MBEAN,
                            "MBean " + name.getCanonicalName() + tie
                                    + " is registered; have the plugin unregister it when it stops",
                            List.of()));
                }
            }
        }
    }

    /** A clause about the MBean; empty if it is not seen to keep the plugin. */
    private static String tie(MBeanServer server, ObjectName name, Suspect suspect) {
        try {
            ClassLoader loader = server.getClassLoaderFor(name);
            if (suspect.ownsLoader(loader)) {
                return " of the plugin's";
            }
            String inside = loader == null ? server.getMBeanInfo(name).getClassName() : "";
            return suspect.hasPackageOf(inside)
                    ? " of a class called " + inside + ", this plugin's or a namesake's,"
                    : "";
        } catch (JMException e) {
            return ""; // unregistered meanwhile, or it cannot even tell what it is
        }
    }
}
