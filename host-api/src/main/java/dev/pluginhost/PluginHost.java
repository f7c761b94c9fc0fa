package dev.pluginhost;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Imports plugins and keeps them. An application embeds one host. Each plugin is a module, and gets a {@link ModuleLayer} of
 * its own. The parents of that layer are the application's layer and the layers of the plugins that it requires.
 *
 * <pre>{@code
 * try (PluginHost host = PluginHost.builder().plugins(Path.of("plugins")).build()) {
 *     host.start();
 *     host.importModule("acme.weather").services(Sensor.class).forEach(Sensor::read);
 * }
 * }</pre>
 *
 * <h2>Imports</h2>
 *
 * An import opens the plugin's files, resolves its module, defines its layer, starts the plugin and creates its services. The
 * host imports what the plugin requires first. Each import runs once, on the host's import threads, however many callers ask
 * for it. No caller sees a plugin before its import is complete. A failed import leaves nothing behind, so the next call tries
 * again from the beginning. A call for an imported plugin costs a map lookup.
 *
 * <h2>Threads</h2>
 *
 * All methods are thread-safe. These may wait: {@link #start()}, {@link #importModule(String)}, {@link #check()},
 * {@link #refresh()}, {@link #close()}, and {@link #plugins()} and {@link #describe()} before the sources have been read. On a
 * {@linkplain Builder#nonBlocking(Predicate) non-blocking thread} they obey the
 * {@linkplain Builder#blockingPolicy blocking policy}, except {@link #close()}. A call that is refused there has no effect.
 *
 * <p>The methods that return a future never wait. A future of what is imported already is complete when you get it. Each caller
 * gets its own future: cancelling or completing it changes nothing for other callers. Waiting for it obeys the blocking policy.
 *
 * <p>The host completes its futures on its own threads, at most 32 at the same time. Run a continuation that blocks on an
 * executor of your own. If a continuation waits for the host, another thread takes its place. If it waits for anything else,
 * another thread takes its place after a while, and the host logs that once.
 *
 * <p>Within its start or stop, a plugin must not wait for what waits for it. The host refuses such a wait before it begins,
 * with {@link Reason#IMPORT_CYCLE}. The same holds for a wait on the host's futures, and on futures derived from them: these
 * wait for what their source waits for. The host does not see other cycles: class initialisers that wait for each other, the
 * second future of {@code thenCompose} or {@code thenCombine}, {@link CompletableFuture#allOf}. The import timeout ends them.
 *
 * <h2>Failures</h2>
 *
 * A call for a plugin that cannot be imported throws a {@link PluginException}; a future completes exceptionally with it. Each
 * caller gets its own exception. A plugin that throws, does not link or never returns affects no other plugin, except those
 * that require it.
 *
 * <h2>Log</h2>
 *
 * The host logs to the {@link System.Logger} named {@code dev.pluginhost}, on a thread of its own. {@code INFO} has one line each
 * time the host has started, and few others. {@code WARNING} has each error and warning about a plugin that is known at the
 * start. It also has each failed import when it fails, whoever asked for it. A failure of a plugin's code has the plugin's part
 * of the stack trace. If the plugin fails again in the same way before it is imported or changes, that is one line that ends with
 * {@code (again)}: the reason and the message are the same, but for numbers; of a timeout, the reason. {@code DEBUG} has the time
 * that each stage of each import took. Whether that level is on, the host asks when it logs a line: if you switch it on later, it
 * takes effect with the next line of another level. A line has no control characters from a plugin.
 *
 * <h2>Listeners</h2>
 *
 * {@linkplain #listen(PluginListener) Register a listener} to be notified when plugins are imported or unloaded, or when the
 * providers of a service change. The calls of one registration follow each other in order, each on a new daemon thread of the
 * host. A listener may wait and call the host. A listener that is slow, hangs or throws delays neither imports nor other
 * listeners. Unloading and closing wait for a limited time until listeners know that services are gone. Two registrations have
 * no order between them, even for the same listener.
 *
 * <h2>After close</h2>
 *
 * Imports fail with {@link HostClosedException}. {@link #find} and {@link #services} find nothing. {@link #plugins()} lists
 * what was installed, with nothing imported, and {@link #describe()} shows that. Listeners are not notified any more, and none can be registered.
 */
public interface PluginHost extends AutoCloseable {

    /**
     * A builder of a host, from the implementation beside this API, on the module path or on the class path.
     *
     * @return a new builder with nothing set
     * @throws IllegalStateException if no implementation is there or resolved; the message has the cure
     */
    static Builder builder() {
        return Implementation.find().newBuilder();
    }

    /**
     * Starts the host: reads the sources if that has not been done, imports the eager plugins, and begins to import the
     * background plugins. Waits for the eager plugins only.
     *
     * <p>A plugin that fails does not stop the others. The report names it, and the host logs each failure, error and warning
     * once, also those of background plugins after this method has returned. An unknown name that was given to
     * {@link Builder#eager} is a {@link Problem} of the report. While a start is under way, another call waits for the same
     * result. A later call imports what is not imported yet.
     *
     * @return the results of the eager plugins, the background plugins under way, and the problems of all plugins
     * @throws WouldBlockException on a non-blocking thread; use {@link #startAsync()} there
     * @throws ImportInterruptedException if the calling thread is interrupted; the start goes on
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed
     * @throws PluginException with {@link Reason#IMPORT_CYCLE} within a plugin's start or stop
     */
    StartReport start();

    /**
     * {@link #start()} without waiting, for callers on an event loop.
     *
     * @return a future of the report
     */
    CompletableFuture<StartReport> startAsync();

    /**
     * Imports a plugin, or returns the imported plugin. Callers at the same time get the same module.
     *
     * @param name the name of the plugin's module
     * @return the imported module, complete and started
     * @throws PluginNotFoundException if no such plugin is installed
     * @throws PluginStartException if its own code failed
     * @throws ImportTimeoutException if it took longer than the {@linkplain Builder#importTimeout import timeout}
     * @throws ImportInterruptedException if the calling thread is interrupted while it waits; the import goes on
     * @throws WouldBlockException on a non-blocking thread, if the plugin is not imported yet; nothing is begun
     * @throws HostClosedException if the host is closed
     * @throws PluginException if it cannot be imported for another {@linkplain PluginException#reason() reason}
     */
    ImportedModule importModule(String name);

    /**
     * {@link #importModule(String)} with a timeout of the caller. It includes the time in the queue and the reading of the
     * sources. When it expires, this call alone fails, and its message says how far the import is. The import goes on for other
     * callers.
     *
     * <p>The timeout also ends a call within a plugin's start, because another import thread takes the place of the waiting
     * one. If none can be started, the waiting thread runs the import itself, and the timeout does not end it.
     *
     * @param name the name of the plugin's module
     * @param timeout how long to wait at most, more than zero
     * @return the imported module, complete and started
     * @throws ImportTimeoutException if the timeout expires first; its cause has the stack of the import thread, if there is
     *     one
     * @throws PluginException for the same reasons as {@link #importModule(String)}
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    ImportedModule importModule(String name, Duration timeout);

    /**
     * {@link #importModule(String)} without waiting. The future has the result, whatever it is.
     *
     * @param name the name of the plugin's module
     * @return a future of the imported module
     */
    CompletableFuture<ImportedModule> importModuleAsync(String name);

    /**
     * {@link #importModule(String, Duration)} without waiting. The future fails when the timeout expires.
     *
     * @param name the name of the plugin's module
     * @param timeout how long the future may take at most, more than zero
     * @return a future of the imported module
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    CompletableFuture<ImportedModule> importModuleAsync(String name, Duration timeout);

    /**
     * Imports several plugins, each with its own result.
     *
     * @param names module names; duplicates are ignored
     * @return a future of the results in the order of the names; it completes normally even if every import fails or the host
     *     is closed
     */
    CompletableFuture<Map<String, ImportResult>> importAll(Collection<String> names);

    /**
     * Unloads a plugin, and before it those that require it: {@link #unload(String, Dependents)} with
     * {@link Dependents#UNLOAD_FIRST}.
     *
     * @param name the name of the plugin's module
     * @return a future of what was unloaded and what is left of it
     */
    default CompletableFuture<UnloadReport> unload(String name) {
        return unload(name, Dependents.UNLOAD_FIRST);
    }

    /**
     * Unloads a plugin, after all that require it. First its name and its services are not found any more. Then it is stopped,
     * within the {@linkplain Builder#stopTimeout stop timeout}. The resources registered with its context are closed in reverse
     * order, and last all its files. Then the host checks for {@linkplain Builder#collectionTimeout some time} whether the
     * class loader is collected, and the report names what holds it. The report also names each step that hangs or throws, and
     * the next step follows.
     *
     * <p>If the plugin or one that requires it is being imported, the host waits for that import, then unloads. A call for a
     * plugin that is being unloaded imports it again when it is gone, from what is installed then. The host does not know of
     * plugins that import this one by name without requiring it.
     *
     * <p>The virtual machine loads a native library for one class loader at a time. If a class of the plugin refers to {@link
     * System#load} or {@link System#loadLibrary}, its next import waits until the old class loader is collected. It waits for
     * the collection timeout, but at least 5 seconds and at most a quarter of the import timeout. Then it begins anyway. If
     * another unloaded plugin still has the library, the import waits for that one. It then starts the plugin again in a new
     * layer, at most twice. If that fails too, {@link PluginStartException} names the plugins that may have the library.
     *
     * <p>This call never waits. A plugin's start or stop must not wait for the future if the future waits for that plugin; the
     * host refuses it with {@link Reason#IMPORT_CYCLE}.
     *
     * @param name the name of the plugin's module
     * @param dependents what to do with plugins that require it
     * @return a future of what was unloaded and what is left of it; the report is empty if the plugin is not imported. It fails
     *     with {@link PluginInUseException} if other plugins require it and {@code dependents} is {@link Dependents#REFUSE},
     *     with {@link PluginNotFoundException} if there is no such plugin, and with {@link HostClosedException} if the host is
     *     closed before the unload begins
     */
    CompletableFuture<UnloadReport> unload(String name, Dependents dependents);

    /**
     * Replaces an imported plugin by what is installed now, as a transaction, together with all imported plugins that require
     * it. The host reads the sources again, as {@link #refresh()} does. It checks, resolves and opens the new plugins; if that
     * fails, the running ones are not touched. Then it {@linkplain #unload(String, Dependents) unloads} the old ones,
     * dependents first, and imports the new ones. If one of these fails, the host unloads them again and imports the old ones
     * from their old files.
     *
     * <p>The host keeps open old files until the reload is complete. So you may replace a jar by another with the same name:
     * move it, or delete and copy it. A jar overwritten in place cannot be restored, nor one replaced while the host had it
     * closed because of {@link Builder#openFiles}. The same holds for an exploded module with a new declaration. The host does
     * not compare the other classes of an exploded module; a restored one has the classes that are there now. A reload begins
     * even if the old files are lost already. If it fails, {@link ReloadFailedException#left()} says what runs.
     *
     * <p>Reloads run one after another. An {@link #unload} waits for a reload that replaces plugins, but not while it reads and
     * checks. A call for one of the plugins during the reload gets the new plugin when it is imported. This call never waits.
     *
     * @param name the name of the plugin's module
     * @return a future of what was replaced; the report is empty if the plugin is not imported. It fails with
     *     {@link ReloadFailedException} if the plugin was not replaced, with {@link PluginNotFoundException} if there is no
     *     such plugin, with {@link ImportTimeoutException} if the sources
     *     {@linkplain Builder#importTimeout cannot be read in time}, and with {@link HostClosedException} if the host is closed
     *     before the reload is complete
     */
    CompletableFuture<ReloadReport> reload(String name);

    /**
     * Looks up an imported plugin. Never waits and imports nothing. A plugin that waits to be unloaded is still found; an
     * import of its name then returns a new one.
     *
     * @param name the name of the plugin's module
     * @return the module, if its import is complete
     */
    Optional<ImportedModule> find(String name);

    /**
     * The providers of a service in the plugins that are imported now. Never waits and imports nothing. Each provider has one
     * instance, created when its plugin was imported.
     *
     * @param service the service type
     * @param <S> the service type
     * @return the instances in the {@linkplain Builder#order order of their plugins}, then in that of the declaration;
     *     unmodifiable
     */
    <S> List<S> services(Class<S> service);

    /**
     * Imports every installed plugin that provides a service, then looks the service up. The host knows these plugins from
     * their declarations.
     *
     * <p>A plugin whose last import failed is left out until the sources are read again. If trying again can help, it is left
     * out for ten seconds at most. To try again immediately, import it by name.
     *
     * <p>If no installed plugin provides the service, the list is empty, and the host logs one line at level {@code INFO}. It
     * does so once per service while the same plugins are installed, for at most 1,000 services.
     *
     * @param service the service type
     * @param <S> the service type
     * @return a future of the instances, in the same order as {@link #services}; unmodifiable. Plugins that cannot be imported
     *     are left out, and each failure is logged once. The future fails with {@link HostClosedException} if the host is
     *     closed, and with {@link ImportTimeoutException} if the sources {@linkplain Builder#importTimeout cannot be read in
     *     time}
     */
    <S> CompletableFuture<List<S>> importServices(Class<S> service);

    /**
     * Registers a listener for imports that succeed or fail and for unloaded plugins, from now on. The listener is not notified
     * of plugins that are imported already. Never waits.
     *
     * <p>The registration ends when you close it, when the host is closed, and when the listener's plugin is unloaded or its
     * import fails. A listener belongs to each plugin that its class belongs to, and to the plugin whose start or stop
     * registers it. The registration also ends when the listener is 10,000 events behind.
     *
     * @param listener kept until the registration ends
     * @return the registration
     * @throws HostClosedException if the host is closed
     * @throws IllegalStateException if the listener's plugin is gone
     */
    Registration listen(PluginListener listener);

    /**
     * Registers a listener for the providers of a service: first for those that {@link #services} returns now, in that order,
     * then for each change as it happens. It is notified of each provider exactly once. Never waits and imports nothing.
     *
     * <p>The registration ends as with {@link #listen(PluginListener)}. The listener also belongs to the plugin of the service
     * type. The registration also ends when the listener is 10,000 events behind.
     *
     * @param service the service type
     * @param listener kept until the registration ends
     * @param <S> the service type
     * @return the registration
     * @throws HostClosedException if the host is closed
     * @throws IllegalStateException if the listener's plugin is gone
     */
    <S> Registration listen(Class<S> service, ServiceListener<? super S> listener);

    /**
     * Lists what is installed and its state: plugins, and artifacts and sources that are unreadable or ambiguous. What is passed
     * over for another artifact, or for its name or place, is not listed, but is a {@linkplain #check() problem}.
     *
     * @return a snapshot, ordered by name; of one name, what can be imported comes first
     * @throws WouldBlockException on a non-blocking thread, if the sources have not been read yet
     * @throws ImportInterruptedException if the calling thread is interrupted while it waits for the reading
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed during the reading
     */
    List<PluginInfo> plugins();

    /**
     * Describes what is installed, for people: a table of what {@link #plugins()} lists, with the times of the last imports in
     * milliseconds. Below it is what is wrong and what to do about it. Waits and throws as {@link #plugins()} does. What only
     * {@link #check()} finds is not in it. Control characters are escaped, and long names are cut. The format may change.
     *
     * @return several lines, without a line break at the end
     * @throws WouldBlockException on a non-blocking thread, if the sources have not been read yet
     * @throws ImportInterruptedException if the calling thread is interrupted while it waits for the reading
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed during the reading
     */
    String describe();

    /**
     * The last imports of this host that have ended, whether the plugin was imported or not: at most 10,000. Never waits.
     *
     * <p>A call that is refused before an import begins adds no entry, for example if no such plugin is installed. An import is
     * here before the calls that wait for it return. The entries keep nothing of the plugins in memory. After the host is
     * closed, the imports of its life are still here. If a recording of the Java Flight Recorder runs, each import is also an
     * event {@code dev.pluginhost.Import}.
     *
     * @return a snapshot, in the order in which the imports ended
     */
    List<TimelineEntry> timeline();

    /**
     * Resolves every installed plugin as an import would, and lists what is wrong or worth knowing. Runs no code of plugins,
     * loads no class and leaves no file open.
     *
     * <p>It reads the class files of automatic modules, at most 64 MiB of each jar and 1 MiB of each class file. It warns if
     * they refer to packages that only other plugins have.
     *
     * @return all problems, the most severe first, then by name
     * @throws WouldBlockException on a non-blocking thread
     * @throws ImportInterruptedException if the calling thread is interrupted
     * @throws ImportTimeoutException if it takes longer than the {@linkplain Builder#importTimeout import timeout}
     * @throws HostClosedException if the host is closed
     */
    List<Problem> check();

    /**
     * Reads the sources again. Imported plugins and running imports stay as they are. You can import what is new immediately,
     * and what is gone no longer. If two readings overlap, the one that began later counts.
     *
     * @return what has changed since the sources were last read
     * @throws WouldBlockException on a non-blocking thread
     * @throws ImportInterruptedException if the calling thread is interrupted. The reading goes on, except if the interrupted
     *     thread runs a plugin's start or stop
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed
     */
    RefreshReport refresh();

    /**
     * Threads for blocking loads of the application that must not run on an event loop, such as classes and resources. These
     * are daemon threads of the host, as many as there are import threads and in addition to them. So a task may wait for an
     * import. Plugins' tasks have other threads. Each task runs on a new thread, and the tasks begin in order. When the host is
     * closed, tasks that have not begun are dropped, and running ones are interrupted. What a task throws is logged as a
     * warning.
     *
     * @return the executor; it throws {@link java.util.concurrent.RejectedExecutionException} after the host is closed
     */
    Executor importExecutor();

    /**
     * Closes the host. Pending imports fail with {@link HostClosedException}. The host stops all plugins, dependents first, and
     * closes their resources and files. It notifies listeners of that, then ends their registrations.
     *
     * <p>The call returns within the {@linkplain Builder#closeTimeout close timeout}, whatever plugins and listeners do, and
     * logs what hung and where. Only if no thread can be started, the calling thread stops the plugins itself, without a
     * timeout. An interrupt does not shorten the call, and the interrupt status is kept.
     *
     * <p>Another call waits for the first one, within the same timeout. It does not wait in a plugin's start or stop or in a
     * listener, where the first call would wait for it.
     */
    @Override
    void close();

    /**
     * Collects the settings of a host. A builder is not thread-safe; it may build several hosts. Its methods throw
     * {@link IllegalArgumentException} for a value that is not allowed. A name must be a legal module name of at most 200
     * characters.
     */
    interface Builder {

        /**
         * Adds sources of plugins, after those already added. A source is a directory of artifacts, a jar, or an exploded
         * module (a directory with a {@code module-info.class}). In a directory of artifacts, each jar and each exploded module
         * is a plugin. Each sub-directory with jars and each zip file with jars is a {@linkplain #bundle bundle}. Everything
         * else is ignored. A {@link Problem} notes what looks like a plugin, up to 20 times per source: {@code A.JAR}, a zip
         * file without jars, jars two directories deep, or {@code a-sources.jar}.
         *
         * <p>If two sources have the same module, the earlier source is used; within one source, the highest version. Jars must
         * be on the default file system. Exploded modules may be on any file system.
         *
         * <p>The host follows links to files and to directories, so you may swap a volume by a link. It does not follow a link
         * to a directory that contains the link.
         *
         * <p>The host opens regular files only. Of an entry it reads a limited number of unpacked bytes: 4 MiB of a {@code
         * module-info.class}, 16,000,000 bytes of a manifest or a signature file. The limits are 1 MiB for a services file, 16
         * MiB for all services files, and 64 MiB for a class file. A jar has at most 500,000 entries, an exploded module at
         * most 1,000,000 files and directories. A larger artifact is a {@link Problem}; a larger class cannot be loaded.
         *
         * @param paths directories or artifacts, resolved against the working directory by this call; a missing one is reported
         *     as a {@link Problem}
         * @return this builder
         */
        Builder plugins(Path... paths);

        /**
         * Adds single bundles: directories of jars, of which one is the plugin and the others its private libraries. The plugin
         * is the module that provides a {@link dev.pluginhost.plugin.Plugin}. If there is none, it is the only root: a module
         * that no other module of the bundle requires. Of several roots, it is the one that the directory is named after (its
         * module or its jar, with or without {@code -version}).
         *
         * <p>A bundle may be one zip file, with its jars at its top or in its only directory there. It is named after that directory,
         * else after the file. The host unpacks the jars once, into {@code pluginhost-bundles} in the directory of its {@linkplain
         * #index index}, or in the user's cache if it keeps none. Nothing is written beside the file. Hosts and processes share
         * what is unpacked. When the host uses it again, it compares the sizes, times and file keys of the jars, and their
         * checksums if these differ. It removes it when the zip file is not installed any more and no host uses it. Unpacking
         * is a part of reading the sources, so it counts against the {@linkplain #importTimeout import timeout}.
         *
         * <p>A zip file may have 10,000 entries. Its jars may unpack to 2 GiB, and to 100 times its own size or 16 MiB, whichever
         * is more. The system properties {@code dev.pluginhost.bundle.entries}, {@code dev.pluginhost.bundle.bytes} and {@code
         * dev.pluginhost.bundle.ratio} change that. A zip file with more is a {@link Problem}, as is one with a link, two entries
         * of one name, or an entry whose path leads out of it. The same holds for one that is damaged. Of such a file, nothing
         * stays on disk.
         *
         * <p>A jar with a classifier, such as {@code lwjgl-3.3.3-natives-linux.jar} beside {@code lwjgl-3.3.3.jar}, is a
         * library. If two jars cannot be in one class loader, one of them is left out, with a note. If the plugin needs both,
         * that is an error.
         *
         * @param directories directories of jars, or zip files
         * @return this builder
         */
        Builder bundle(Path... directories);

        /**
         * Adds one plugin that is made of parts, as build tools and IDEs have them: for example its directories of classes and of
         * resources, and the jars of its libraries.
         *
         * <p>The directories together are the plugin's module. Of two files of one name, that of the first directory counts. One
         * directory has the {@code module-info.class}; without one, the plugin is an automatic module of the given name. The jars
         * are its private libraries, in the given order. Without a directory, the jars are those of a {@linkplain #bundle bundle}
         * of the given name.
         *
         * <p>The plugin is used instead of other artifacts of its name, with a note. If its module is called otherwise, it is a
         * {@link Problem}. So is a part that is missing, until it appears. While the host {@linkplain #watch() watches}, it
         * reloads the plugin when a build has written its parts. The plugin keeps running as it was while a part is missing, or
         * while there are no classes. The host waits four settling times for a build that has written resources only, and 120 for
         * one that has deleted classes and written none. The index does not keep what is in parts.
         *
         * <p>The system property {@code dev.pluginhost.development} adds such plugins to an application without a change of its
         * code. It names a properties file in UTF-8. Each key is the name of a plugin, each value its parts, separated by the
         * system's {@linkplain java.io.File#pathSeparator path separator}. Relative parts are resolved against the file's
         * directory. {@link #build()} reads the file. The host then watches these parts, also without {@link #watch()}. In that case, it
         * follows no other plugins.
         *
         * @param name the name of the plugin's module; a second call with the same name replaces the first
         * @param parts at least one directory or jar, resolved against the working directory by this call; jars must be on the
         *     default file system. {@link PluginInfo#location()} is the first part
         * @return this builder
         * @throws IllegalArgumentException if no plugin can have the name, or there is no part
         */
        Builder plugin(String name, Path... parts);

        /**
         * Makes plugins eager, whatever they declare. Of several such calls for one name, the last one counts.
         *
         * @param names module names; one that is not installed is reported when the host starts
         * @return this builder
         */
        Builder eager(String... names);

        /**
         * Makes plugins background plugins, whatever they declare.
         *
         * @param names module names
         * @return this builder
         */
        Builder background(String... names);

        /**
         * Makes plugins lazy, whatever they declare.
         *
         * @param names module names
         * @return this builder
         */
        Builder lazy(String... names);

        /**
         * Disables plugins: they are listed, and importing them fails with {@link Reason#REFUSED}.
         *
         * @param names module names
         * @return this builder
         */
        Builder disabled(String... names);

        /**
         * Disables a plugin and says why.
         *
         * @param name a module name
         * @param reason a clause that can follow a colon; the failure of each import quotes it
         * @return this builder
         */
        Builder refused(String name, String reason);

        /**
         * The order of plugins in lists of services. {@code *} stands for all plugins that are not named, sorted by name. Without
         * it, they come last. By default, all plugins are sorted by name, so {@code order("mysql", "*", "ldap")} moves one to
         * the front and one to the end. The providers of one plugin stay in the order of its declaration. Of several calls, the
         * last one counts.
         *
         * <p>This order is that of the lists of {@link PluginHost#services} and {@link PluginHost#importServices}, also for
         * plugins. A {@link ServiceListener} gets the providers that are there already in this order, and later ones when they
         * come. The order does not change when plugins are imported, started or stopped. A plugin that must start after another
         * one requires it.
         *
         * @param names module names, each once, and at most one {@code *}; one that is not installed is reported when the host
         *     starts
         * @return this builder
         */
        Builder order(String... names);

        /**
         * How many threads import. The host uses one more for each thread that runs a plugin that is
         * {@linkplain #slowImportWarning slow} or waits during its start. It also uses one more for each thread that is stuck
         * in a plugin past the import timeout, at most 64. If all threads are stuck, imports fail immediately with
         * {@link ImportTimeoutException}.
         *
         * <p>By default, there is one import thread fewer than processors, at least 1 and at most 4. While an application
         * thread is blocked on an import, the host uses one more import thread, if there is a processor for it.
         *
         * @param count from 1 to 1024
         * @return this builder
         */
        Builder importThreads(int count);

        /**
         * How long the import of one plugin may take, from the opening of its files to the end of its start. Its time in the
         * queue does not count. After this time, all callers get an {@link ImportTimeoutException} with the stack of the import
         * thread and the time of each stage. The thread is interrupted, and a new one takes its place. The host closes the
         * plugin's resources and files, even if its start has not returned. If the start returns later, the plugin is stopped
         * and discarded.
         *
         * <p>The same timeout applies to the reading of each source. If a source does not answer, such as a network file
         * system, its thread is abandoned, and a new one reads the other sources. The source is reported as a {@link Problem},
         * and its plugins are not installed until it is read again. A result that comes too late is discarded. While 8 threads
         * are abandoned so, calls that read the sources fail with {@link ImportTimeoutException}. Other calls do not wait for a
         * reading.
         *
         * @param timeout more than zero; 30 seconds by default
         * @return this builder
         */
        Builder importTimeout(Duration timeout);

        /**
         * After how long a running import is slow. The host then logs it once, with the stack of its thread and the time of
         * each stage. It uses one more import thread until the import is complete.
         *
         * @param after more than zero; 5 seconds by default; an import is never slow if this is not less than the import
         *     timeout
         * @return this builder
         */
        Builder slowImportWarning(Duration after);

        /**
         * How long each step of a plugin's tear-down may take: its stop, and the closing of each resource registered with its
         * context. Then the thread is interrupted. After half of that time again, the thread is abandoned, the report says
         * where it was, and the next step follows on another thread. The files are closed last. Before the first step, the host
         * waits at most this long until service listeners know that the services are gone.
         *
         * <p>When the host is closed, each step takes at most half of what is left of the
         * {@linkplain #closeTimeout close timeout} instead. If no thread can be started, the steps run on the thread that waits
         * for them, without a timeout.
         *
         * @param timeout more than zero; 5 seconds by default
         * @return this builder
         */
        Builder stopTimeout(Duration timeout);

        /**
         * How long the host waits at most for the class loader of an unloaded plugin to be collected, before the report names
         * what holds it. For all plugins that it waits for, the host calls {@link System#gc()} a few times, with growing
         * pauses. The application notices these collections as its collector makes it notice any.
         *
         * @param timeout zero or more; zero means that the host does not check; 5 seconds by default
         * @return this builder
         */
        Builder collectionTimeout(Duration timeout);

        /**
         * How long {@link PluginHost#close()} may take at most, if threads can be started.
         *
         * @param timeout more than zero; 10 seconds by default
         * @return this builder
         */
        Builder closeTimeout(Duration timeout);

        /**
         * Names threads on which the host must never wait, such as those of an event loop, in addition to those already named.
         * The host itself recognises the event threads of Swing and JavaFX, the event loops of Netty and Vert.x, and Reactor's
         * non-blocking threads.
         *
         * @param threads called often, by any thread for itself. It must be fast and must not throw. If it throws, it names no
         *     thread, and its first failure is logged
         * @return this builder
         */
        Builder nonBlocking(Predicate<Thread> threads);

        /**
         * Names single threads on which the host must never wait, in addition to those already named.
         *
         * @param threads kept by weak references
         * @return this builder
         */
        Builder nonBlocking(Thread... threads);

        /**
         * Names threads on which the host may wait although it recognises them as threads of an event loop, in addition to
         * those already named. A thread that you also name as {@linkplain #nonBlocking(Predicate) non-blocking} remains so.
         * With {@code thread -> true}, only the threads that you name as non-blocking are.
         *
         * @param threads as with {@link #nonBlocking(Predicate)}
         * @return this builder
         */
        Builder blockingAllowed(Predicate<Thread> threads);

        /**
         * What happens if a call would wait on a non-blocking thread.
         *
         * @param policy {@link BlockingPolicy#REFUSE} by default
         * @return this builder
         */
        Builder blockingPolicy(BlockingPolicy policy);

        /**
         * What happens if a plugin was compiled against an incompatible version of another plugin or of a module of the
         * application.
         *
         * @param policy {@link VersionPolicy#REFUSE} by default
         * @return this builder
         */
        Builder versionPolicy(VersionPolicy policy);

        /**
         * {@link #watch(Duration)} with half a second.
         *
         * @return this builder
         */
        Builder watch();

        /**
         * Makes the host follow changes in its sources, from {@link PluginHost#start()} on. It reads the sources again after
         * each burst of changes, when nothing has changed for the settling time. Without this setting, it reads them only when
         * it starts and for {@link PluginHost#refresh()} and {@link PluginHost#reload}.
         *
         * <p>Imported plugins that are gone are {@linkplain PluginHost#unload(String) unloaded}, with those that require them.
         * Imported plugins that have changed are {@linkplain PluginHost#reload reloaded}, in one transaction with the former.
         * Eager and background plugins that are new, or can be imported only now, are imported. New lazy plugins can be
         * imported.
         *
         * <p>While an artifact cannot be used, it may be half written. The host then leaves all plugins as they are and tries
         * again with each burst of changes. If the artifact cannot be used for ten times the settling time after its last
         * change, the host logs that once with the reason. It waits six times as long for an artifact that changes again and
         * again. What was stopped for a reload that failed is tried again when something that it needs has changed. The host
         * also logs a replaced plugin whose class loader is still held.
         *
         * <p>Directories may be missing, may appear and disappear, and may be links. While one source does not answer, changes
         * in the others are not noticed.
         *
         * <p>On Windows, a jar cannot be deleted, renamed or replaced while the host has it open. Put the next version beside
         * it under another file name; the highest version is used. Delete the old jar after the reload. The host keeps no file
         * of an exploded module open.
         *
         * @param settle the settling time, more than zero: longer than the pauses of a copy between two writes. The host does
         *     not wait forever for what changes all the time
         * @return this builder
         */
        Builder watch(Duration settle);

        /**
         * The directory of the plugins' data. Each plugin gets a directory in it, named as {@code PluginContext.dataDirectory}
         * says. A link that you put there is followed. Without this setting, plugins have no data directory.
         *
         * @param directory created when first needed
         * @return this builder
         */
        Builder dataDirectory(Path directory);

        /**
         * What plugins get from {@code PluginContext.configuration()}. Without this setting, or if the function returns null
         * for a plugin, the plugin gets the contents of the file {@code configuration.properties} in its {@linkplain
         * #dataDirectory data directory}, if there is one.
         *
         * <p>The host calls the function with the name of a plugin when that plugin first asks, so at most once for each import.
         * Only if the function fails because its thread is interrupted, the host calls it again. It calls it on the thread of the
         * plugin that asks, with the application's context class loader, and holds no lock. Plugins that start at the same time
         * may call it at the same time. If it takes long, so does the plugin's start. The host copies the map. If the function
         * throws, or if a key or a value is not a string, the plugin's call fails with {@link Reason#CONFIGURATION}. If the
         * plugin's start does not catch that, the import fails for the same reason.
         *
         * @param configuration from the name of a plugin to its configuration, or to null
         * @return this builder
         */
        Builder configuration(Function<String, @Nullable Map<String, String>> configuration);

        /**
         * The directory of the host's index: what it found in artifacts, from one run to the next. An artifact that looks the
         * same is not opened before it is imported. It looks the same if its size, file key and time of last modification are
         * the same. The time of last change counts too, if the file system has one. When the artifact is opened, its checksum
         * is compared too; if it differs, the artifact is read again. {@link PluginHost#refresh()} and {@link
         * PluginHost#reload} compare the checksums of all artifacts.
         *
         * <p>By default, the index is in a directory {@code pluginhost} in the user's cache: {@code XDG_CACHE_HOME} or
         * {@code ~/.cache}, {@code ~/Library/Caches} on macOS, {@code LOCALAPPDATA} on Windows. It has one small file per
         * source, and a directory of unpacked {@linkplain #bundle bundles}. Hosts and processes may share it. You may delete the
         * files at any time, and the bundles while no application that uses them runs.
         *
         * <p>The host replaces or ignores an index that is damaged, or that it cannot read or write. So it does with one that
         * another version of the host or of Java wrote. The same holds for an index written with other values of the system
         * properties {@code jdk.util.jar.*} and {@code jdk.util.zip.*}. No call fails because of it, and it is logged at
         * level {@code DEBUG} only. If no entry of an index fits any more, one line at level {@code INFO} says so. The index
         * leaves out artifacts that cannot be used or are not on the default file system. It also leaves out those modified
         * less than two seconds before they were read.
         *
         * <p>With a forged index, the host could take a plugin for another. The host creates the directory for its owner only.
         * On systems with POSIX permissions, the directory must belong to its user or to root. Neither the group nor others may
         * write to it, unless it is sticky. The file must be regular, belong to the same user or root, have at most 64 MiB, and
         * not be writable for others. The host checks this before it opens the file. On other systems, only the directory's
         * permissions protect the index.
         *
         * @param directory created when first needed; not a source of plugins
         * @return this builder
         */
        Builder index(Path directory);

        /**
         * Makes the host read every declaration from its artifact whenever it reads its sources, and keep no
         * {@linkplain #index index}. It still unpacks {@linkplain #bundle bundles} that are zip files into the user's cache, and
         * keeps there what it needs to find them again.
         *
         * @return this builder
         */
        Builder noIndex();

        /**
         * The layer whose modules plugins may require, such as those with the types of their services. By default, it is the
         * layer of this module: the boot layer, unless the application creates layers. If the host is on the class path, plugins may by
         * default require the modules of the boot layer and those of the class path.
         *
         * @param layer the application's layer
         * @return this builder
         */
        Builder applicationLayer(ModuleLayer layer);

        /**
         * The loader whose class path has what plugins may require, if the host is on the class path. By default, it is the context
         * class loader of the thread that builds the host, if that loader is the host's own or below it, else the host's own.
         *
         * @param loader the loader of the application's classes
         * @return this builder
         * @throws IllegalArgumentException if this interface is another one there, or is not there
         */
        Builder applicationLoader(ClassLoader loader);

        /**
         * Declares a module that plugins may require and whose classes are on the application's class path without a declaration, as in a
         * shaded jar. It counts before a declaration on the class path, and before libraries and plugins of its name. The same can be
         * declared in the attribute {@code PluginHost-Modules} of the first manifest on the class path, for example
         * {@code acme.api@1.5 requires java.logging exports acme.api, acme.api.model; acme.other exports acme.other}.
         *
         * <p>The host uses its name, version, unqualified exports and transitive requirements. It has no effect if the host is a module.
         *
         * @param module the declaration
         * @return this builder
         */
        Builder applicationModule(ModuleDescriptor module);

        /**
         * Lets plugins call restricted methods, such as those that load native libraries, without a warning (JEP 472). It takes
         * effect from Java 22 on, if the application was started with {@code --enable-native-access=dev.pluginhost.impl}, or
         * with {@code ALL-UNNAMED} instead if the host is on the class path.
         *
         * @param names names of plugin modules; in a bundle, they include the private libraries
         * @return this builder
         */
        Builder nativeAccess(String... names);

        /**
         * How many jars of plugins are open at the same time. When more are needed, the host closes the least recently used
         * idle jars, and opens them again when something is read from them. A jar that was replaced or changed while it was
         * closed is not read any more. Loading a class from it fails with a {@link ClassNotFoundException} or
         * {@link NoClassDefFoundError} that says so. Classes that are loaded already go on working. A jar that is replaced
         * while it is open is kept open.
         *
         * <p>More jars are open only if more have been replaced or are being read. A stream that is neither closed nor read to
         * its end counts as being read. The host logs once that more jars are open. Exploded modules need no open files between
         * readings.
         *
         * @param most at least 1. The default is a quarter of the process's limit of open files, at most 4,096; it is 128 where
         *     the limit is not known
         * @return this builder
         */
        Builder openFiles(int most);

        /**
         * Creates a host. Neither reads a file nor starts a thread, but for the file that the system property {@code
         * dev.pluginhost.development} names.
         *
         * @return a new host; the caller closes it
         * @throws IllegalArgumentException if that file is missing, or cannot be used
         */
        PluginHost build();
    }
}
