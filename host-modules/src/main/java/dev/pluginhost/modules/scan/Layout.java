package dev.pluginhost.modules.scan;

import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Where the files of a module lie, which tells its packages. For use by one thread. */
public final class Layout {

    private final Set<String> places = new TreeSet<>();
    private String last = "";
    private boolean plain = true;

    /** Adds a file by its path in the module, with slashes. */
    public void add(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            if (path.endsWith(".class") && !path.equals(SourceWalk.MODULE_INFO)) {
                places.add(path);
            }
        } else if (slash < path.length() - 1 && !(last.length() == slash + 1 && path.startsWith(last))) {
            last = path.substring(0, slash + 1);
            places.add(last);
        }
    }

    /** Notes that the module is not what its files say at first sight: some are for some versions of Java, or signatures. */
    void isNotPlain() {
        plain = false;
    }

    public boolean isPlain() {
        return plain;
    }

    /** The directories that have files, each with a slash, which are taken for packages; and the classes at the top. */
    public String text() {
        return String.join("\0", places);
    }

    /** By the rules of {@code jdk.internal.module.ModulePath}. */
    public Set<String> packages() {
        for (String place : places) {
            if (!place.endsWith("/")) {
                throw new InvalidModuleDescriptorException(
                        place + " found in top-level directory (unnamed package not allowed in module)");
            }
        }
        return namedPackages();
    }

    /** The same, without regard to classes that are in no named package. */
    public Set<String> namedPackages() {
        Set<String> packages = new HashSet<>();
        for (String place : places) {
            String name = place.substring(0, place.length() - 1).replace('/', '.');
            try {
                if (place.endsWith("/")) {
                    ModuleDescriptor.newModule("any").packages(Set.of(name));
                    packages.add(name);
                }
            } catch (IllegalArgumentException e) {
                // it is not the name of a package, such as META-INF
            }
        }
        return packages;
    }
}
