package dev.pluginhost.benchmarks.cold;

import java.lang.module.ModuleDescriptor;
import java.util.function.LongSupplier;

/** What the services of modules return. A service loader would look for them in all layers below as well. */
final class Totals {

    private Totals() {}

    static long of(Module module) throws ReflectiveOperationException {
        long sum = 0;
        for (ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
            if (provides.service().equals(LongSupplier.class.getName())) {
                for (String provider : provides.providers()) {
                    sum += of(Class.forName(module, provider));
                }
            }
        }
        return sum;
    }

    static long of(Class<?> provider) throws ReflectiveOperationException {
        return ((LongSupplier) provider.getConstructor().newInstance()).getAsLong();
    }
}
