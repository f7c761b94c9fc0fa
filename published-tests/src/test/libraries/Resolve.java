import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Finds the jars of libraries as Maven does, with the settings and the local repository of the user. It runs in a process of
 * its own, from its source, because the parts of Maven share packages and are no modules.
 */
public final class Resolve {

    private Resolve() {}

    /**
     * Writes a line for each line of a file: the jars of that library, or why they were not found.
     *
     * @param arguments the local repository, the settings of the user and of the installation, whether to stay off the network,
     *     the file to read, and the one to write
     */
    public static void main(String[] arguments) throws Exception {
        ContextOverrides.Builder overrides = ContextOverrides.create()
                .withUserSettings(true)
                .withLocalRepositoryOverride(Path.of(arguments[0]))
                .offline(Boolean.parseBoolean(arguments[3]))
                // A server that does not answer ends the wait for one file, not that for all.
                .configProperties(Map.of("aether.connector.requestTimeout", 60_000));
        if (Files.exists(Path.of(arguments[1]))) {
            overrides.withUserSettingsXmlOverride(Path.of(arguments[1]));
        }
        if (Files.exists(Path.of(arguments[2]))) {
            overrides.withGlobalSettingsXmlOverride(Path.of(arguments[2]));
        }
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            for (String line : Files.readAllLines(Path.of(arguments[4]))) {
                Files.writeString(
                        Path.of(arguments[5]),
                        jars(context, line.split(" ")) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        }
    }

    private static String jars(Context context, String[] artifacts) {
        List<Exclusion> exclusions = new ArrayList<>();
        for (String artifact : artifacts) {
            if (artifact.startsWith("-")) {
                String[] parts = artifact.substring(1).split(":", -1);
                exclusions.add(new Exclusion(parts[0], parts[1], "*", "*"));
            }
        }
        CollectRequest request = new CollectRequest().setRepositories(context.remoteRepositories());
        for (String artifact : artifacts) {
            if (!artifact.startsWith("-")) {
                request.addDependency(
                        new Dependency(new DefaultArtifact(artifact), JavaScopes.COMPILE, false, exclusions));
            }
        }
        try {
            List<String> jars = new ArrayList<>();
            for (ArtifactResult result : context.repositorySystem()
                    .resolveDependencies(
                            context.repositorySystemSession(),
                            new DependencyRequest(
                                    request, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME)))
                    .getArtifactResults()) {
                if (result.getArtifact().getExtension().equals("jar")) {
                    jars.add(result.getArtifact().getFile().toString());
                }
            }
            return String.join("\t", jars);
        } catch (Exception e) {
            return "!" + e.toString().replaceAll("\\s+", " ");
        }
    }
}
