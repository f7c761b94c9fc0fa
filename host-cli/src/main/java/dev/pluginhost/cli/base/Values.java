package dev.pluginhost.cli.base;

import dev.pluginhost.PluginInfo;
import dev.pluginhost.Problem;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values of the host as text and as JSON, the same in all commands. Stateless. */
public final class Values {

    private Values() {}

    /** {@code eager} for {@code EAGER}. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Milliseconds, with one digit of a fraction. */
    public static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%,.1f", duration.toNanos() / 1e6);
    }

    /** Milliseconds as a number for JSON. */
    public static double millisOf(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** A path as it is shortest: below the working directory, without that. */
    public static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.getFileSystem() == here.getFileSystem() && path.startsWith(here) && !path.equals(here)
                ? here.relativize(path).toString()
                : path.toString();
    }

    /** A text in which paths below the working directory are without it. */
    static String shortened(String text) {
        return shortened(text, Path.of("").toAbsolutePath());
    }

    static String shortened(String text, Path directory) {
        String here = directory + File.separator;
        return directory.getNameCount() > 0 && text.contains(here)
                ? text.replaceAll("(?<![\\w./\\\\-])" + Pattern.quote(here), "")
                : text;
    }

    /** What is installed. */
    public static Json json(PluginInfo plugin) {
        return Json.object()
                .with("name", plugin.name())
                .with("version", plugin.version())
                .with("timing", plugin.timing())
                .with("state", plugin.state())
                .with("location", plugin.location())
                .with("provides", plugin.provides())
                .with("requires", plugin.requires())
                .with("failure", plugin.failure().map(Values::json));
    }

    private static Json json(PluginInfo.Failure failure) {
        return Json.object()
                .with("reason", failure.reason())
                .with("stage", failure.stage())
                .with("message", failure.message());
    }

    /** What is wrong. */
    public static Json json(Problem problem) {
        return Json.object()
                .with("severity", problem.severity())
                .with("reason", problem.reason())
                .with("subject", problem.subject())
                .with("location", problem.location())
                .with("message", problem.message());
    }

    /** Several paths, absolute. */
    public static List<String> paths(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }
}
