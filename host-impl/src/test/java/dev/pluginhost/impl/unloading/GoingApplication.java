package dev.pluginhost.impl.unloading;

import dev.pluginhost.impl.fixtures.Collected;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server that runs {@link UnloadingApplication} with a class loader of its own, lets it go, and prints whether it is collected. */
final class GoingApplication {

    /** Much longer than it takes, even on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private GoingApplication() {}

    /** Takes the roots of the application's class path, a separator, and the application's arguments. */
    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] args) throws Exception {
        List<String> all = List.of(args);
        int separator = all.indexOf("--");
        URL[] roots = new URL[separator];
        for (int i = 0; i < separator; i++) {
            roots[i] = Path.of(args[i]).toUri().toURL();
        }
        WeakReference<ClassLoader> application =
                run(roots, all.subList(separator + 1, args.length).toArray(new String[0]));
        System.out.println(Collected.within(PATIENCE, application) ? "application collected" : "application held");
    }

    private static WeakReference<ClassLoader> run(URL[] roots, String[] arguments) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(roots, ClassLoader.getPlatformClassLoader())) {
            Method main =
                    loader.loadClass(UnloadingApplication.class.getName()).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) arguments);
            return new WeakReference<>(loader);
        }
    }
}
