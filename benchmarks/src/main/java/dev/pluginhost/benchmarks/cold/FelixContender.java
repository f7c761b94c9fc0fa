package dev.pluginhost.benchmarks.cold;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * Felix with the cache of an earlier run, if there was one: the bundles are installed then, and only have to be started. They
 * are where they are, not copied to the cache.
 */
final class FelixContender implements Contender {

    private static final String SERVICES = "META-INF/services/" + LongSupplier.class.getName();

    private @Nullable Framework framework;

    @Override
    public long all(Path plugins) throws Exception {
        long sum = 0;
        for (Bundle bundle : installed(plugins).getBundles()) {
            if (bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID) {
                sum += total(bundle);
            }
        }
        return sum;
    }

    @Override
    public long one(Path plugins, String name) throws Exception {
        for (Bundle bundle : installed(plugins).getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return total(bundle);
            }
        }
        throw new IllegalStateException("There is no bundle " + name);
    }

    @Override
    public void close() throws IOException {
        if (framework != null) {
            try {
                framework.stop();
                framework.waitForStop(0);
            } catch (BundleException e) {
                throw new IOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private BundleContext installed(Path plugins) throws BundleException, IOException {
        Path cache = plugins.resolveSibling("felix-cache").toAbsolutePath();
        Framework started = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
        framework = started;
        started.start();
        BundleContext context = started.getBundleContext();
        if (context.getBundles().length == 1) {
            install(plugins, context);
        }
        return context;
    }

    private static void install(Path plugins, BundleContext context) throws BundleException, IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(plugins)) {
            for (Path jar : jars) {
                context.installBundle("reference:" + jar.toUri());
            }
        }
    }

    /** Starts a bundle, not to be started in the next run by itself, and calls the service that it names. */
    private static long total(Bundle bundle) throws BundleException, IOException, ReflectiveOperationException {
        bundle.start(Bundle.START_TRANSIENT);
        try (BufferedReader services = new BufferedReader(
                new InputStreamReader(bundle.getEntry(SERVICES).openStream(), StandardCharsets.UTF_8))) {
            return Totals.of(bundle.loadClass(String.valueOf(services.readLine())));
        }
    }
}
