package dev.pluginhost.cli;

import dev.pluginhost.cli.base.CliCommand;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.UsageException;
import dev.pluginhost.cli.inspect.Artifact;
import dev.pluginhost.cli.inspect.ArtifactText;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What an artifact declares and holds. */
@Command(
        name = "inspect",
        header = "Prints what a jar, a bundle or an exploded module declares and holds.",
        description = "Runs none of its code. Exits with 1 if it cannot be a plugin.",
        footerHeading = "%nExamples:%n",
        footer = {"  pluginhost inspect plugins/acme.core-1.2.jar", "  pluginhost inspect plugins/acme.store --json"})
final class InspectCommand extends CliCommand {

    @Parameters(
            paramLabel = "FILE",
            description = "A jar, a bundle (a directory or a zip file), or an exploded module.")
    private Path file = Path.of("");

    InspectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        if (!Files.exists(file)) {
            throw new UsageException(file + " does not exist; correct the path");
        }
        Artifact artifact = Artifact.of(file.toAbsolutePath().normalize());
        if (isJson()) {
            terminal().say(ArtifactText.json(artifact));
        } else {
            ArtifactText.print(artifact, terminal());
        }
        return artifact.problems().isEmpty() ? WELL : PROBLEMS;
    }
}
