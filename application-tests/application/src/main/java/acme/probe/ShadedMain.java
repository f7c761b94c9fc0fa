package acme.probe;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.util.Set;

/** Starts the checks in a jar that has all classes and no declaration: the application declares what plugins may require. */
public final class ShadedMain {

    private static final String JACKSON = "com.fasterxml.jackson.";

    private ShadedMain() {}

    public static void main(String[] args) throws Exception {
        new Probe(
                        Place.of(args),
                        System.out::println,
                        ModuleDescriptor.newModule("acme.home.api")
                                .exports("acme.home.api")
                                .build(),
                        ModuleDescriptor.newModule(JACKSON + "core")
                                .exports(JACKSON + "core")
                                .build(),
                        ModuleDescriptor.newModule(JACKSON + "databind")
                                .requires(Set.of(Modifier.TRANSITIVE), JACKSON + "core")
                                .exports(JACKSON + "databind")
                                .exports(JACKSON + "databind.type")
                                .build())
                .run();
    }
}
