package acme.processes;

import dev.pluginhost.testkit.leaks.Gone;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;

/** Deploys a WAR in Tomcat, asks it for its page, takes it away, and fails with what holds it if it is not collected. */
final class TomcatMain {

    /** Much longer than a collection takes, even on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TomcatMain() {}

    /** Takes the WAR, whether to unpack it, and what the page gets: the plugins and a working directory. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[3]);
        Files.createDirectories(directory.resolve("tomcat/webapps"));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        ((StandardHost) tomcat.getHost()).setUnpackWARs(Boolean.parseBoolean(args[1]));
        Context context = tomcat.addWebapp("", args[0]);
        tomcat.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/probe?plugins="
                    + URLEncoder.encode(args[2], StandardCharsets.UTF_8) + "&directory="
                    + URLEncoder.encode(args[3], StandardCharsets.UTF_8));
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            System.out.println(response.body());
            Gone application =
                    Gone.of("the web application", context.getLoader().getClassLoader());
            context.stop();
            tomcat.getHost().removeChild(context);
            application.assertCollected(PATIENCE);
            System.out.println("web application collected");
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
