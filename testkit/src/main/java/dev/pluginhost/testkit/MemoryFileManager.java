package dev.pluginhost.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Sources and classes of any number of modules in memory, for one run of javac. To javac it looks like a module source path
 * with a directory per module; since every source is handed to it, it looks up only declarations there.
 */
final class MemoryFileManager extends ForwardingJavaFileManager<StandardJavaFileManager> {

    /** A class file that javac wrote, and the source that it came from. */
    record Written(String binaryName, SourceFile source, ByteArrayOutputStream content) {}

    private record ModuleLocation(String module, boolean isOutputLocation) implements JavaFileManager.Location {
        @Override
        public String getName() {
            return (isOutputLocation ? "classes of " : "sources of ") + module;
        }
    }

    private final boolean modular;
    private final Map<String, SourceFile> declarations = new LinkedHashMap<>();
    private final Map<String, ModuleLocation> sources = new LinkedHashMap<>();
    private final Map<String, ModuleLocation> outputs = new LinkedHashMap<>();
    private final List<Written> written = new ArrayList<>();

    MemoryFileManager(StandardJavaFileManager standard, boolean modular, List<SourceFile> files) {
        super(standard);
        this.modular = modular;
        for (SourceFile file : files) {
            sources.computeIfAbsent(file.module(), module -> new ModuleLocation(module, false));
            outputs.computeIfAbsent(file.module(), module -> new ModuleLocation(module, true));
            if (file.type().equals(PluginSource.MODULE_INFO)) {
                declarations.put(file.module(), file);
            }
        }
    }

    List<Written> written() {
        return written;
    }

    @Override
    public boolean hasLocation(Location location) {
        if (location == StandardLocation.MODULE_SOURCE_PATH) {
            return modular;
        }
        return location == StandardLocation.CLASS_OUTPUT || super.hasLocation(location);
    }

    @Override
    public @Nullable Location getLocationForModule(Location location, JavaFileObject file) throws IOException {
        if (file instanceof SourceFile source) {
            return location == StandardLocation.MODULE_SOURCE_PATH ? sources.get(source.module()) : null;
        }
        return super.getLocationForModule(location, file);
    }

    @Override
    public @Nullable Location getLocationForModule(Location location, String module) throws IOException {
        if (location == StandardLocation.MODULE_SOURCE_PATH) {
            return sources.get(module);
        }
        if (location == StandardLocation.CLASS_OUTPUT) {
            return outputs.get(module);
        }
        return super.getLocationForModule(location, module);
    }

    @Override
    public Iterable<Set<Location>> listLocationsForModules(Location location) throws IOException {
        if (location == StandardLocation.MODULE_SOURCE_PATH) {
            return List.of(Set.copyOf(sources.values()));
        }
        if (location == StandardLocation.CLASS_OUTPUT) {
            return List.of();
        }
        return super.listLocationsForModules(location);
    }

    @Override
    public @Nullable String inferModuleName(Location location) throws IOException {
        return location instanceof ModuleLocation ours ? ours.module() : super.inferModuleName(location);
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        if (location instanceof ModuleLocation ours) {
            return !ours.isOutputLocation()
                    && file instanceof SourceFile source
                    && source.module().equals(ours.module());
        }
        return location != StandardLocation.CLASS_OUTPUT
                && !(file instanceof SourceFile)
                && super.contains(location, file);
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        return inMemory(location) ? List.of() : super.list(location, packageName, kinds, recurse);
    }

    @Override
    public @Nullable JavaFileObject getJavaFileForInput(Location location, String className, JavaFileObject.Kind kind)
            throws IOException {
        if (!inMemory(location)) {
            return super.getJavaFileForInput(location, className, kind);
        }
        boolean declaration = kind == JavaFileObject.Kind.SOURCE && className.equals(PluginSource.MODULE_INFO);
        return declaration && location instanceof ModuleLocation of ? declarations.get(of.module()) : null;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        written.add(new Written(className, (SourceFile) sibling, content));
        return new SimpleJavaFileObject(
                URI.create("fixture:///" + className.replace('.', '/') + kind.extension), kind) {
            @Override
            public OutputStream openOutputStream() {
                return content;
            }
        };
    }

    @Override
    public boolean isSameFile(FileObject one, FileObject other) {
        boolean ours = one instanceof SourceFile || other instanceof SourceFile;
        return ours ? one == other : super.isSameFile(one, other);
    }

    private static boolean inMemory(Location location) {
        return location instanceof ModuleLocation || location == StandardLocation.CLASS_OUTPUT;
    }
}
