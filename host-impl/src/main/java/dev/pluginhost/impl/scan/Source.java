package dev.pluginhost.impl.scan;

import java.nio.file.Path;
import java.util.Objects;

/** A place to look for plugins, as the application named it. Immutable. */
public sealed interface Source {

    /** The directory or artifact. */
    Path path();

    /** What is looked for there, in one word: two sources of different kinds may have the same path. */
    String kind();

    /** A directory of artifacts, a jar, or an exploded module. */
    record Artifacts(Path path) implements Source {
        public Artifacts {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String kind() {
            return "artifacts";
        }
    }

    /** The directory of one bundle. */
    record Bundle(Path path) implements Source {
        public Bundle {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String kind() {
            return "bundle";
        }
    }
}
