package dev.pluginhost.modules.application;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.Optional;
import java.util.Set;

/** A module without content that stands for classes of an unnamed module; and a finder of it alone. Immutable. */
public final class StandIn extends ModuleReference implements ModuleFinder {

    private final boolean passedOn;

    /** Whether others than the plugin that requires it may use the module. */
    public StandIn(ModuleDescriptor descriptor, boolean passedOn) {
        super(PassedOn.complete(descriptor), null);
        this.passedOn = passedOn;
    }

    public boolean isPassedOn() {
        return passedOn;
    }

    @Override
    public ModuleReader open() throws IOException {
        throw new IOException(
                "Module " + descriptor().name() + " stands for a jar of a class path, and has no content");
    }

    @Override
    public Optional<ModuleReference> find(String name) {
        return name.equals(descriptor().name()) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Set<ModuleReference> findAll() {
        return Set.of(this);
    }

    /** Has the loader behind it load all classes, such as the application's. */
    public static final class Loader extends ClassLoader {

        static {
            registerAsParallelCapable();
        }

        public Loader(String module, ClassLoader behind) {
            super("stand-in " + module, behind);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return getParent().loadClass(name);
        }
    }
}
