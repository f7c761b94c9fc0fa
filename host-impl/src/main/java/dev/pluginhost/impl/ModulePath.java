package dev.pluginhost.impl;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The module path that the application was started with. Stateless; does input and output. */
final class ModulePath {

    private ModulePath() {}

    /**
     * The names of its modules, resolved or not. An entry that cannot be read any more is left out. The JDK reads the
     * packages of all modules for this: call it once for any number of questions.
     */
    static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (String entry : System.getProperty("jdk.module.path", "").split(File.pathSeparator, -1)) {
            try {
                if (!entry.isEmpty()) {
                    for (ModuleReference module :
                            ModuleFinder.of(Path.of(entry)).findAll()) {
                        names.add(module.descriptor().name());
                    }
                }
            } catch (FindException | InvalidPathException e) {
                // asked only to explain another failure better
                Thrown.tellSoon(System.Logger.Level.DEBUG, "Module path entry " + entry, e);
            }
        }
        return names;
    }
}
