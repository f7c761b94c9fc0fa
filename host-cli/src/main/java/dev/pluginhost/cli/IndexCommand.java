package dev.pluginhost.cli;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.DirectoriesCommand;
import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.ProblemException;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.UsageException;
import dev.pluginhost.cli.base.Values;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the index of plugins before the application needs it. */
@Command(
        name = "index",
        header = "Makes the index of what plugins declare, ahead of the first start.",
        description = {
            "Runs no code of plugins. Use the Java of the application, and run it where the plugins are installed: the index is for these files at"
                    + " this path.",
            "Exits with 1 if the index lacks a plugin, or cannot be kept."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  pluginhost index /srv/shop/plugins", "  pluginhost index plugins --to cache --app lib/*"})
final class IndexCommand extends DirectoriesCommand {

    /** A file that was modified later than this before it is read is not indexed, as it may still change within the precision of its time. */
    private static final long SETTLED_MILLIS = 2_100;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description =
                    "The directory of the index, as for PluginHost.Builder.index; by default the one in the user's cache.")
    private List<Path> to = new ArrayList<>();

    IndexCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() throws InterruptedException {
        List<Path> given = directories();
        Path target = to.isEmpty() ? null : to.get(to.size() - 1).toAbsolutePath();
        if (target != null && Files.exists(target) && !Files.isDirectory(target)) {
            throw new UsageException(target + ", given with --to, is no directory; name another one");
        }
        IndexStore store = target == null
                ? IndexStore.inCache(IndexCommand::ignore, IndexCommand::ignore)
                : new IndexStore(target, IndexCommand::ignore, IndexCommand::ignore);
        @Nullable Path directory = store.directory();
        if (directory == null) {
            throw new UsageException("This system has no cache directory of the user; name a directory with --to");
        }
        awaitSettled(given);
        List<PluginInfo> plugins = make(given, target);
        int artifacts = 0;
        int missing = plugins.size();
        for (Path each : given) {
            Collection<Index.Declaration> known =
                    store.open(new Source(each, false)).known();
            artifacts += known.size();
            missing -= (int) plugins.stream()
                    .filter(plugin -> plugin.location().startsWith(each))
                    .filter(plugin -> isIn(known, plugin, each))
                    .count();
        }
        if (isJson()) {
            terminal()
                    .say(Json.object()
                            .with("directories", Values.paths(given))
                            .with("index", directory)
                            .with("plugins", plugins.size())
                            .with("artifacts", artifacts));
        } else {
            terminal()
                    .say("Index " + Values.shown(directory) + " has " + Text.count(artifacts, "artifact") + " of "
                            + Text.count(plugins.size(), "plugin"));
        }
        if (missing > 0) {
            terminal()
                    .complain((artifacts == 0 ? "No index is kept in " : "Some plugins are not in the index in ")
                            + directory
                            + "; see with --verbose why, and with \"pluginhost check\" what is wrong with the plugins");
        }
        return missing > 0 ? PROBLEMS : WELL;
    }

    /** Whether the index has the artifact that makes it a plugin: itself, or one of the jars of its bundle. */
    private static boolean isIn(Collection<Index.Declaration> known, PluginInfo plugin, Path directory) {
        Path place = directory.relativize(plugin.location());
        return known.stream()
                .anyMatch(artifact -> isIn(Path.of(artifact.name()), place)
                        && artifact.descriptor().name().equals(plugin.name()));
    }

    /** What was unpacked from a zip file is not in the directory, and so has an absolute path. */
    private static boolean isIn(Path artifact, Path place) {
        return artifact.startsWith(place)
                || (artifact.isAbsolute()
                        && place.toString().toLowerCase(Locale.ROOT).endsWith(".zip"));
    }

    /** Makes the index, and returns the plugins that can be read. */
    private List<PluginInfo> make(List<Path> given, @Nullable Path target) {
        try (ApplicationPath application = application()) {
            PluginHost.Builder builder = application.indexedHost(given);
            if (target != null) {
                builder.index(target);
            }
            try (PluginHost host = builder.build()) {
                return host.plugins().stream().filter(IndexCommand::isReadable).toList();
            }
        }
    }

    private static boolean isReadable(PluginInfo plugin) {
        return plugin.state() != PluginState.UNREADABLE && plugin.state() != PluginState.AMBIGUOUS;
    }

    private static void awaitSettled(List<Path> directories) throws InterruptedException {
        long newest = 0;
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
                }
            } catch (IOException | UncheckedIOException e) {
                throw new ProblemException(
                        "Directory " + directory + " cannot be read: " + e.getMessage() + "; see who may read it", e);
            }
        }
        long left = newest + SETTLED_MILLIS - System.currentTimeMillis();
        if (left > 0) {
            Thread.sleep(Math.min(left, SETTLED_MILLIS));
        }
    }

    private static void ignore(String message) {}

    private static void ignore(String message, Throwable thrown) {}
}
