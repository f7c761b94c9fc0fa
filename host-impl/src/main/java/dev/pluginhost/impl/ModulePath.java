package dev.pluginhost.impl;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The module path that the application was started with. Stateless. */
final class ModulePath {

    private ModulePath() {}

    /** Reads the names of its modules, resolved or not, and leaves out entries that cannot be read. The JDK reads every module for this. */
    static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (String entry : System.getProperty("jdk.module.path", "").split(File.pathSeparator, -1)) {
            try {
                if (!entry.isEmpty()) {
                    ModuleFinder.of(Path.of(entry))
                            .findAll()
                            .forEach(module -> names.add(module.descriptor().name()));
                }
            } catch (FindException | InvalidPathException e) { // the names only improve the message of another failure
                Thrown.tellSoon(System.Logger.Level.DEBUG, "Module path entry " + entry, e);
            }
        }
        return names;
    }
}
