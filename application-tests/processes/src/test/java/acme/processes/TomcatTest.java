package acme.processes;

import static acme.processes.Workspace.packed;
import static org.junit.jupiter.api.Assertions.assertTrue;

import acme.probe.Expected;
import dev.pluginhost.testkit.leaks.Gone;
import jakarta.annotation.Resource;
import java.nio.file.Path;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A WAR in Tomcat, with the sample plugins,")
class TomcatTest {

    @TempDir
    Path directory;

    @DisplayName("works, whether Tomcat unpacks it or not, and is collected when it is taken away")
    @ParameterizedTest(name = "unpacked: {0}")
    @ValueSource(booleans = {false, true})
    void war(boolean unpacked) throws Exception {
        Workspace workspace = new Workspace(directory);
        Java java = Java.run(
                directory,
                "--class-path",
                Java.path(
                        Workspace.origin(TomcatMain.class),
                        Workspace.origin(Gone.class),
                        Workspace.origin(Tomcat.class),
                        Workspace.origin(Resource.class)),
                TomcatMain.class.getName(),
                packed("acme.war.war"),
                unpacked,
                workspace.arguments());

        Workspace.assertProbed(Expected.onClassPath("ParallelWebappClassLoader"), java);
        assertTrue(java.out().contains("web application collected"), java::toString);
    }
}
