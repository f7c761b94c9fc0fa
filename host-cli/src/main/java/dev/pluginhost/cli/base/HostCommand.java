package dev.pluginhost.cli.base;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that makes a host for the plugins of an application. */
public abstract class HostCommand extends CliCommand {

    @Option(
            names = "--app",
            arity = "1..*",
            paramLabel = "PATH",
            order = 90,
            description = {
                "The application's jars and directories, as for a class path: several, or joined by the separator of paths; dir/* is all jars of"
                        + " a directory, and @FILE names a file with a path in each line.",
                "It takes all that follows up to the next option."
            })
    private List<String> app = new ArrayList<>();

    protected HostCommand(Terminal terminal) {
        super(terminal);
    }

    /** The application that is given; the caller closes it. */
    protected final ApplicationPath application() {
        ApplicationPath application = ApplicationPath.of(app);
        String passedOver = application.passedOver();
        if (!passedOver.isEmpty()) {
            terminal().remark(passedOver);
        }
        return application;
    }

    /** Whether nothing of the application is given. */
    protected final boolean isWithoutApplication() {
        return app.isEmpty();
    }

    /** Names the option {@code --app} if modules are missing and it is not given. */
    protected final void remarkOnApplication(List<Problem> problems) {
        boolean missesModules = problems.stream().anyMatch(problem -> problem.reason() == Reason.MISSING);
        if (missesModules && isWithoutApplication()) {
            terminal().remark("If modules of the application are missing, name its jars with --app");
        }
    }

    /** The directories of plugins that are given, absolute; each has to be there. */
    protected final List<Path> directories(List<Path> given) {
        List<Path> directories = new ArrayList<>();
        for (Path each : given) {
            if (!Files.exists(each)) {
                throw new UsageException("Directory " + each + " does not exist"
                        + Text.didYouMean(
                                String.valueOf(each.getFileName()), names(each), "name the directory of the plugins"));
            }
            if (!Files.isDirectory(each)) {
                throw new UsageException(each + " is no directory; name the directory of the plugins, or use"
                        + " \"pluginhost inspect " + each + "\"");
            }
            directories.add(each.toAbsolutePath().normalize());
        }
        return directories;
    }

    /** The directories beside one that is not there. */
    private static List<String> names(Path missing) {
        List<String> names = new ArrayList<>();
        Path parent = missing.toAbsolutePath().getParent();
        if (parent != null && Files.isDirectory(parent)) {
            try (var entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
                entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            } catch (java.io.IOException | java.nio.file.DirectoryIteratorException e) {
                return List.of(); // it is only for a hint
            }
        }
        return names;
    }
}
