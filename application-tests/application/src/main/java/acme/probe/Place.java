package acme.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Where the application finds what it needs.
 *
 * @param installed the plugins that do not change
 * @param directory for what the application writes
 * @param index the directory of the host's index
 */
public record Place(Path installed, Path directory, Path index) {

    private static final String WEATHER = "acme.weather.jar";

    /** As the command line names them. */
    public static Place of(String... args) {
        Path directory = Path.of(args[1]);
        return new Place(Path.of(args[0]), directory, args.length > 2 ? Path.of(args[2]) : directory.resolve("index"));
    }

    Path data() {
        return directory.resolve("data");
    }

    /** The directory of the one plugin that is replaced. */
    Path changing() {
        return directory.resolve("changing");
    }

    void installOldWeather() throws IOException {
        Files.createDirectories(changing());
        Files.copy(onlyFile("old"), changing().resolve(WEATHER), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Replaces it in one step, as you do when you deploy. */
    void installNewWeather() throws IOException {
        Path copy = Files.copy(
                onlyFile("new"), directory.resolve("copy-of-" + WEATHER), StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, changing().resolve(WEATHER), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Beside the plugins there is a directory for each version of the weather. */
    private Path onlyFile(String version) throws IOException {
        try (Stream<Path> files = Files.list(installed.resolveSibling(version))) {
            return files.findFirst().orElseThrow();
        }
    }
}
