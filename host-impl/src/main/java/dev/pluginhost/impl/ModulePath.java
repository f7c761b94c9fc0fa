package dev.pluginhost.impl;

import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The module path that the application was started with. Stateless; does input and output. */
final class ModulePath {

    private ModulePath() {}

    /** Whether it has a module, resolved or not; false too if it cannot be looked at any more. */
    static boolean has(String name) {
        for (String entry : System.getProperty("jdk.module.path", "").split(File.pathSeparator)) {
            try {
                if (!entry.isEmpty() && ModuleFinder.of(Path.of(entry)).find(name).isPresent()) {
                    return true;
                }
            } catch (FindException | InvalidPathException e) {
                // asked only to explain another failure better
                System.getLogger("dev.pluginhost").log(System.Logger.Level.DEBUG, "Module path entry " + entry, e);
            }
        }
        return false;
    }
}
