package acme.home;

import java.net.URI;
import java.nio.file.Path;

/**
 * The directories of the hub.
 *
 * @param root the home directory
 */
record HomeDirectory(Path root) {

    static HomeDirectory of(String[] args) {
        return new HomeDirectory(args.length > 0 ? Path.of(args[0]) : whereTheHubIs());
    }

    Path plugins() {
        return root.resolve("plugins");
    }

    Path badPlugins() {
        return root.resolve("bad-plugins");
    }

    Path updates() {
        return root.resolve("updates");
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("host.log");
    }

    /** The directory above {@code lib}, where the hub's jar is; in an image made by jlink, the image. */
    private static Path whereTheHubIs() {
        Module hub = HomeHub.class.getModule();
        URI location = hub.getLayer()
                .configuration()
                .findModule(hub.getName())
                .flatMap(resolved -> resolved.reference().location())
                .orElseThrow();
        return location.getScheme().equals("file")
                ? Path.of(location).resolve("../..").normalize()
                : Path.of(System.getProperty("java.home"));
    }
}
