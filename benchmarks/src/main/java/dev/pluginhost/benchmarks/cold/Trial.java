package dev.pluginhost.benchmarks.cold;

import java.nio.file.Path;
import java.util.List;

/** The main class of a JVM that measures once. Nothing of the contender has been loaded when its time begins. */
final class Trial {

    private Trial() {}

    static List<String> arguments(Variant variant, Task task, Path plugins, String one) {
        return List.of(variant.name(), task.name(), plugins.toString(), one);
    }

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        Path plugins = Path.of(arguments[2]);
        try (Contender contender = contender(Variant.valueOf(arguments[0]))) {
            long sum = Task.valueOf(arguments[1]) == Task.ALL
                    ? contender.all(plugins)
                    : contender.one(plugins, arguments[3]);
            long nanos = System.nanoTime() - start;
            System.out.println(Measurement.now(nanos, sum).line());
        }
    }

    private static Contender contender(Variant variant) {
        return switch (variant) {
            case HOST, HOST_ARCHIVE -> new HostContender();
            case LAYERS -> new LayersContender();
            case ONE_LAYER -> new OneLayerContender();
            case PF4J, PF4J_ARCHIVE -> new Pf4jContender();
            case JBOSS -> new JbossContender();
            case FELIX -> new FelixContender();
            case LAYRRY -> new LayrryContender();
        };
    }
}
