package dev.pluginhost.maven;

import dev.pluginhost.modules.scan.JarName;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** The name of the module that a project makes. */
final class PluginModule {

    private static final String DECLARATION = "module-info.class";
    private static final String NAME_ENTRY = "Automatic-Module-Name";

    private PluginModule() {}

    /**
     * The name as the classes of a project tell it, which need not be packed yet.
     *
     * @param configured what the configuration calls a module that declares no name
     */
    static String ofClasses(MavenProject project, Path classes, @Nullable String configured)
            throws MojoExecutionException {
        Path declaration = classes.resolve(DECLARATION);
        if (!Files.exists(declaration)) {
            return automatic(project, nameInPom(project), configured);
        }
        try (InputStream in = Files.newInputStream(declaration)) {
            return declared(ModuleDescriptor.read(in).name(), declaration, configured);
        } catch (IOException | InvalidModuleDescriptorException e) {
            throw unreadable(declaration, e);
        }
    }

    /** The name as the jar of a project tells it. What Java derives from the name of the file does not count. */
    static String ofJar(MavenProject project, Path jar, @Nullable String configured) throws MojoExecutionException {
        try (JarFile file = open(jar)) {
            JarEntry declaration = file.getJarEntry(DECLARATION);
            if (declaration == null) {
                return automatic(project, nameInManifest(file), configured);
            }
            try (InputStream in = file.getInputStream(declaration)) {
                return declared(ModuleDescriptor.read(in).name(), jar, configured);
            }
        } catch (IOException | InvalidModuleDescriptorException e) {
            throw unreadable(jar, e);
        }
    }

    /** Whether a jar says itself what its module is called. */
    static boolean isNamed(Path jar) throws IOException {
        try (JarFile file = open(jar)) {
            return file.getJarEntry(DECLARATION) != null || nameInManifest(file) != null;
        }
    }

    /** Opens a jar as this release of Java reads it. */
    private static JarFile open(Path jar) throws IOException {
        return new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
    }

    private static String declared(String name, Path file, @Nullable String configured) throws MojoExecutionException {
        if (configured != null && !configured.equals(name)) {
            throw new MojoExecutionException("File " + file + " declares module " + name
                    + ", and the configuration of the Maven plugin calls it " + Printable.name(configured)
                    + "; remove the parameter \"moduleName\", which is for plugins without a module declaration");
        }
        return name;
    }

    private static String automatic(MavenProject project, @Nullable String named, @Nullable String configured)
            throws MojoExecutionException {
        if (named != null) {
            return declared(named, Path.of("META-INF", "MANIFEST.MF"), configured);
        }
        String name = configured == null ? JarName.moduleName(project.getArtifactId() + ".jar") : configured;
        try {
            if (!JarName.derived(name).equals(name)) {
                throw new IllegalArgumentException("no name of a jar stands for it");
            }
            return ModuleDescriptor.newAutomaticModule(name).build().name();
        } catch (IllegalArgumentException e) {
            throw new MojoExecutionException(
                    "Plugin " + Printable.quoted(name) + " has no name that a module can have, wanted by project "
                            + project.getArtifactId() + "; add a module-info.java, or set the parameter \"moduleName\"",
                    e);
        }
    }

    private static @Nullable String nameInManifest(JarFile file) throws IOException {
        return file.getManifest() == null
                ? null
                : file.getManifest().getMainAttributes().getValue(NAME_ENTRY);
    }

    /** What the jar plugin will write into the manifest. */
    static @Nullable String nameInPom(MavenProject project) {
        Plugin jar = project.getPlugin("org.apache.maven.plugins:maven-jar-plugin");
        Xpp3Dom at = jar == null ? null : (Xpp3Dom) jar.getConfiguration();
        for (String next : new String[] {"archive", "manifestEntries", NAME_ENTRY}) {
            at = at == null ? null : at.getChild(next);
        }
        return at == null ? null : at.getValue();
    }

    private static MojoExecutionException unreadable(Path file, Exception reason) {
        return new MojoExecutionException(
                Printable.line("File " + file + " cannot be read as a module: " + reason.getMessage()
                        + "; compile and pack the plugin again"),
                reason);
    }
}
