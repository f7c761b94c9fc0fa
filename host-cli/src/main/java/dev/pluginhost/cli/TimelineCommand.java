package dev.pluginhost.cli;

import dev.pluginhost.cli.base.CliCommand;
import dev.pluginhost.cli.base.OutputFile;
import dev.pluginhost.cli.base.ProblemException;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.UsageException;
import dev.pluginhost.cli.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why a start took as long as it did, from a flight recording. */
@Command(
        name = "timeline",
        header = "Shows from a flight recording why a start took as long as it did.",
        description = {
            "Prints the slowest imports, the longest path and the failures, or writes a page or a trace.",
            "Exits with 0 if it can show the recording, also if imports failed in it.",
            "Record with: java -XX:StartFlightRecording:filename=start.jfr ..."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pluginhost timeline start.jfr",
            "  pluginhost timeline start.jfr -o start.html",
            "  pluginhost timeline start.jfr -o trace.json"
        })
final class TimelineCommand extends CliCommand {

    private static final String CURE =
            "record the start of the application with java -XX:StartFlightRecording:filename=start.jfr";

    @Parameters(arity = "1", paramLabel = "FILE", description = "The flight recording.")
    private Path recording = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = {
                "Write a page for browsers (.html), or a trace that Perfetto opens (.json).",
                "Can be given twice."
            })
    private List<Path> outputs = List.of();

    TimelineCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        outputs.forEach(TimelineCommand::isPage); // before the work
        Timeline timeline = read();
        timeline.notes().forEach(terminal()::remark);
        if (timeline.isEmpty()) {
            if (isJson()) {
                terminal().out().println(timeline.json());
            }
            throw new ProblemException("Recording " + recording + " has no import of a plugin; " + CURE, null);
        }
        for (Path output : outputs) {
            OutputFile.write(output, isPage(output) ? timeline.page() : timeline.traceEvents());
        }
        if (isJson()) {
            terminal().out().println(timeline.json());
        } else if (outputs.isEmpty()) {
            timeline.summary().lines().forEach(terminal()::say);
        } else {
            String first = timeline.summary().lines().findFirst().orElse("");
            outputs.forEach(output -> terminal().say(output + ": " + first));
        }
        return WELL;
    }

    private Timeline read() {
        if (!Files.isRegularFile(recording) || !Files.isReadable(recording)) {
            String wrong = Files.exists(recording) ? "is no file that can be read" : "does not exist";
            throw new UsageException("File " + recording + " " + wrong + "; correct the path");
        }
        try {
            return Timeline.read(recording);
        } catch (IOException e) {
            throw new ProblemException(
                    "File " + recording + " cannot be read as a flight recording (" + e.getMessage() + "); " + CURE, e);
        }
    }

    private static boolean isPage(Path output) {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        boolean page = name.endsWith(".html") || name.endsWith(".htm");
        if (!page && !name.endsWith(".json")) {
            throw new UsageException(
                    "The kind of " + output + " is unknown; end its name in .html for a page, or in .json for a trace");
        }
        return page;
    }
}
