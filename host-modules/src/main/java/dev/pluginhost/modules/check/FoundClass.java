package dev.pluginhost.modules.check;

import dev.pluginhost.modules.layer.LibraryPath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A class file where a class loader would find the class, which is not defined. Names are internal ones, such as {@code p/C}. */
public final class FoundClass {

    /** Reads a class file. */
    @FunctionalInterface
    interface ClassBytes {
        byte[] read() throws IOException;
    }

    private final String name;
    private final ClassSource source;
    private final Module module;
    private final String origin;
    private final String artifact;
    private final ClassBytes bytes;

    FoundClass(String name, ClassSource source, Module module, String origin, String artifact, ClassBytes bytes) {
        this.name = name;
        this.source = source;
        this.module = module;
        this.origin = origin;
        this.artifact = artifact;
        this.bytes = bytes;
    }

    public String name() {
        return name;
    }

    public String packageName() {
        return ClassSource.packageOf(name);
    }

    /** Where it is, in words: a module or a jar. */
    public String origin() {
        return origin;
    }

    /** The file name of the jar or directory that it is in; empty if it is not a plugin's. */
    public String artifact() {
        return artifact;
    }

    /** Whether it is one of the JDK's. */
    public boolean isOfJdk() {
        return LibraryPath.isOfJdk(packageName());
    }

    /** Its class file. */
    public byte[] bytes() throws IOException {
        return bytes.read();
    }

    /** The class that its loader would find for a name in it; null if there is none. */
    public @Nullable FoundClass find(String other) {
        return source.find(other);
    }

    /** Whether both would be defined by one loader in one package, so that they see what is private to the package. */
    public boolean sharesPackage(FoundClass other) {
        return source == other.source && packageName().equals(other.packageName());
    }

    ClassSource source() {
        return source;
    }

    Module module() {
        return module;
    }

    @Override
    public String toString() {
        return name + " in " + origin;
    }
}
