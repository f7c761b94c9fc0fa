package dev.pluginhost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program itself: it needs a command. */
@Command(
        name = "pluginhost",
        header = "Looks at the plugins of an application.",
        descriptionHeading = "%n",
        description = "The application need not run. Give its jars with --app if plugins require them.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  nothing is wrong",
            "  1  something is wrong with the plugins",
            "  2  the command was typed wrong",
            "",
            "Examples:",
            "  pluginhost check plugins --app lib/*",
            "  pluginhost import plugins --all --app lib/*",
            "  pluginhost help check"
        })
final class RootCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // for picocli alone
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // for picocli alone
    private boolean version;
}
