package dev.pluginhost.cli.base;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A command that looks at directories of plugins. */
public abstract class DirectoriesCommand extends HostCommand {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories of plugins; an earlier one wins.")
    private List<Path> directories = new ArrayList<>();

    protected DirectoriesCommand(Terminal terminal) {
        super(terminal);
    }

    /** The directories, absolute; each is there. */
    protected final List<Path> directories() {
        return directories(directories);
    }
}
