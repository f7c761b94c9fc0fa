package dev.pluginhost.impl.discovery;

import java.nio.file.Path;
import java.util.Objects;

/** A place to look for plugins, as the application named it. Implementations are immutable. */
public sealed interface Source {

    /** The directory or artifact. */
    Path path();

    /** What is looked for there, in one word. */
    String kind();

    /**
     * A directory of artifacts, a jar, or an exploded module: which of these is seen when it is looked at.
     *
     * @param path the directory or artifact
     */
    record Artifacts(Path path) implements Source {
        /** Refuses {@code null}. */
        public Artifacts {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String kind() {
            return "artifacts";
        }
    }

    /**
     * One bundle.
     *
     * @param path its directory
     */
    record Bundle(Path path) implements Source {
        /** Refuses {@code null}. */
        public Bundle {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String kind() {
            return "bundle";
        }
    }
}
