package acme.probe;

import acme.home.api.Exporter;
import acme.home.api.Journal;
import acme.home.api.Reading;
import acme.home.api.RuleEngine;
import acme.home.api.Sensor;
import acme.home.api.StatusLine;
import acme.home.api.Store;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.UnloadReport;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Uses a host in every way that an application does, and prints a line for each thing: a name, an equals sign and what came of it. It is the
 * same code wherever the application runs.
 */
public final class Probe {

    /** Before each line, as frameworks print lines, too. */
    public static final String PREFIX = "probe: ";

    private static final String WEATHER = "acme.weather";
    private static final String SENSOR = "acme.weather.sensor";

    /**
     * Has Nashorn. Once a script has run, classes of the JDK have values of Nashorn's linkers ({@link ClassValue}), which refer to the
     * plugin's class loader. Nothing takes them away, wherever the application runs, so the plugin is not collected.
     */
    private static final String RULES = "acme.rules";

    /** Much longer than anything takes, even on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Place place;
    private final Consumer<String> out;
    private final ModuleDescriptor[] declared;

    /**
     * Checks of an application.
     *
     * @param place where it finds what it needs
     * @param out gets the lines
     * @param declared what it declares to be on its class path
     */
    public Probe(Place place, Consumer<String> out, ModuleDescriptor... declared) {
        this.place = place;
        this.out = out;
        this.declared = declared;
    }

    /** Makes all checks. */
    public void run() throws Exception {
        // As every application does; some loggers start a thread, which else would be the first plugin's.
        System.getLogger("acme.probe").log(System.Logger.Level.DEBUG, "The checks begin");
        print(
                "application's loader",
                Thread.currentThread().getContextClassLoader().getClass().getSimpleName());
        print("module of the API's classes", Journal.class.getModule().getName());
        // Before there is a host.
        print("API used before", new Porch().status() + ", " + new ObjectMapper().writeValueAsString(List.of(1)));
        place.installOldWeather();
        try (PluginHost host = builder().watch(Duration.ofMillis(50)).build()) {
            host.start();
            print("eager plugin is there", host.find("acme.core").isPresent());
            print("problems", host.check());
            print("imported by several threads", importAtOnce(host));
            use(host);
            print("visited", visit(host));
            print("in a second host", inSecondHost(host));
            print("unloaded", unload(host, WEATHER));
            print("imported again", host.importModule(SENSOR).name() + ", garden " + garden(host));
            print("reloaded", reload(host));
            print("replaced", replace(host));
            print("unloaded at last", unloadAll(host));
        }
        print("end", "reached");
    }

    /** Evaluates a rule. It is not one of the checks, as its plugin is not collected. */
    public boolean rule() {
        try (PluginHost host = builder().build()) {
            RuleEngine rules =
                    host.importModule(RULES).services(RuleEngine.class).get(0);
            return rules.holds("celsius > 0", Map.of("celsius", 20.5));
        }
    }

    private PluginHost.Builder builder() {
        PluginHost.Builder builder = PluginHost.builder()
                .plugins(place.installed(), place.changing())
                .dataDirectory(place.data())
                .index(place.index())
                .importTimeout(PATIENCE)
                .collectionTimeout(PATIENCE);
        for (ModuleDescriptor module : declared) {
            builder.applicationModule(module);
        }
        return builder;
    }

    private void print(String name, Object what) {
        out.accept(PREFIX + name + "=" + what);
    }

    /** Each of several threads imports all plugins, and all get the same modules. */
    private static String importAtOnce(PluginHost host) throws Exception {
        int threads = 6;
        Set<String> names = new HashSet<>();
        for (PluginInfo plugin : host.plugins()) {
            names.add(plugin.name());
        }
        names.remove(RULES);
        CyclicBarrier begin = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Collection<ImportedModule>>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> {
                    List<ImportedModule> modules = new ArrayList<>();
                    begin.await();
                    for (String name : names) {
                        modules.add(host.importModule(name));
                    }
                    return modules;
                });
            }
            Set<Module> modules = new HashSet<>();
            for (Future<Collection<ImportedModule>> each : pool.invokeAll(tasks)) {
                each.get().forEach(module -> modules.add(module.module()));
            }
            return modules.size() == names.size() ? "each once" : modules.toString();
        } finally {
            pool.shutdown();
            pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Calls services of the sample plugins. */
    private void use(PluginHost host) {
        Map<String, String> lines = new TreeMap<>();
        for (StatusLine line : host.services(StatusLine.class)) {
            lines.put(line.getClass().getName(), line.status().replaceAll("\\d.*", "..."));
        }
        print("status lines", lines);
        Reading reading = new Reading("garden", garden(host), Instant.EPOCH);
        print("measured", reading);
        Set<String> exports = new HashSet<>();
        for (Exporter exporter : host.services(Exporter.class)) {
            exports.add(exporter.library() + " " + exporter.export(reading));
        }
        print("exports by two versions of a library", exports.size());
        Store store = host.services(Store.class).get(0);
        store.save(reading);
        print(
                "stored",
                store.engine().replaceAll(" .*", "") + " "
                        + store.latest("garden").isPresent());
    }

    private static double garden(PluginHost host) {
        return host.services(Sensor.class).get(0).read().celsius();
    }

    /** Prints what the visitor sees. */
    private int visit(PluginHost host) {
        List<String> lines = new ArrayList<>();
        for (Journal journal : host.importModule("acme.visitor").services(Journal.class)) {
            lines.addAll(journal.lines());
        }
        lines.forEach(line -> out.accept(PREFIX + line));
        return lines.size();
    }

    private String inSecondHost(PluginHost first) {
        Module module = first.importModule(SENSOR).module();
        try (PluginHost second = builder().build()) {
            second.start();
            boolean same = second.importModule(SENSOR).module() == module;
            double celsius = garden(second);
            return (same ? "the same module" : "another module") + ", garden " + celsius + " and " + garden(first);
        }
    }

    private static String unload(PluginHost host, String name) throws Exception {
        return collected(host.unload(name).get().plugins());
    }

    private static String collected(List<UnloadReport.Plugin> plugins) {
        List<String> lines = new ArrayList<>();
        for (UnloadReport.Plugin plugin : plugins) {
            lines.add(
                    plugin.collection() == UnloadReport.Plugin.Collection.COLLECTED
                            ? plugin.name() + " " + plugin.collection()
                            : plugin.toString());
        }
        return String.join(", ", lines);
    }

    private static String reload(PluginHost host) throws Exception {
        ReloadReport report = host.reload(WEATHER).get();
        List<String> names = new ArrayList<>();
        report.plugins().forEach(plugin -> names.add(plugin.name()));
        return names + ", garden " + garden(host);
    }

    /** Replaces a jar, which the host notices. */
    private String replace(PluginHost host) throws Exception {
        Map<String, String> versions = new HashMap<>();
        CountDownLatch imported = new CountDownLatch(1);
        var registration = host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                synchronized (versions) {
                    versions.put(
                            module.name(),
                            module.version().map(Object::toString).orElse("none"));
                    if (versions.keySet().containsAll(Set.of(WEATHER, SENSOR))) {
                        imported.countDown();
                    }
                }
            }
        });
        try (registration) {
            place.installNewWeather();
            boolean noticed = imported.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            synchronized (versions) {
                return noticed ? WEATHER + " " + versions.get(WEATHER) + ", garden " + garden(host) : "not noticed";
            }
        }
    }

    /** Unloads all plugins that are imported. */
    private static String unloadAll(PluginHost host) throws Exception {
        Map<String, String> held = new TreeMap<>();
        int count = 0;
        for (PluginInfo plugin : host.plugins()) {
            if (host.find(plugin.name()).isPresent()) {
                for (UnloadReport.Plugin gone : host.unload(plugin.name()).get().plugins()) {
                    count++;
                    if (gone.collection() != UnloadReport.Plugin.Collection.COLLECTED
                            || !gone.problems().isEmpty()) {
                        held.put(gone.name(), gone.toString());
                    }
                }
            }
        }
        return count + ", held " + held;
    }
}
