package dev.pluginhost;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Imports plugins and keeps them: an application embeds one. Each plugin is a module (JEP 261) and gets a
 * {@link ModuleLayer} of its own over the application's layer and the layers of the plugins that it requires.
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
 * To import a plugin is to open its files, resolve its module, define its layer, start it and make its services. This is
 * done by the host's import threads, once, however many callers ask at the same time; what a plugin requires is imported
 * before it. Nobody sees a plugin before its import is complete. An import that fails leaves nothing behind, so the next
 * call tries again from the beginning. To ask for a plugin that is imported costs a map lookup.
 *
 * <h2>Threads</h2>
 *
 * All methods are safe for use by any number of threads. Those that may wait ({@link #start()}, {@link #importModule(String)},
 * {@link #check()}, {@link #refresh()}, and {@link #plugins()} before the sources have been read once) obey the
 * {@linkplain Builder#blockingPolicy blocking policy} on {@linkplain Builder#nonBlocking(Predicate) non-blocking threads}, and a call
 * that is refused there has no effect; {@link #close()} waits on any thread. The methods that return a future never wait, and
 * to wait for such a future obeys the same policy. A future of what is imported already is complete when you get it. While the
 * host is open, other futures are completed by fresh threads of the host, at most 32 at the same time. A continuation that blocks
 * belongs on an executor of your own. While one waits for the host all the same, one more thread takes its place. While one waits
 * for anything else, one more thread does so after a while, and that is logged once. A future belongs to its caller: to cancel
 * or complete it changes nothing for other callers.
 *
 * <p>A wait within a plugin's start that would wait for itself, by whatever way over other plugins, is refused with
 * {@link Reason#IMPORT_CYCLE} before it begins; so is one on a future of the host's, or on one derived from it by its own
 * methods ({@code thenCompose}, {@code thenCombine} and so on; what {@link CompletableFuture#allOf} makes is not the host's).
 * What the host cannot see, such as two class initialisers that wait for each other, ends by the import timeout.
 *
 * <h2>Failures</h2>
 *
 * A plugin that cannot be imported is a {@link PluginException}, of one type per stage, new for each caller; a future
 * completes with it exceptionally. A plugin that throws, does not link or never returns is its own failure and nobody
 * else's.
 *
 * <h2>Listeners</h2>
 *
 * {@linkplain #listen(PluginListener) Register a listener} to be notified when plugins are imported or unloaded, or when the
 * providers of a service change. Its calls follow each other in order, each on a fresh daemon thread of the host, on which it may
 * wait and call the host. A listener that is slow, hangs or throws holds up neither imports nor other listeners. Unloading and
 * closing wait for a while until listeners know that services are gone. Two registrations have no order between them, even if
 * they are of one object.
 *
 * <h2>After close</h2>
 *
 * Imports fail with {@link HostClosedException}; {@link #find} and {@link #services} find nothing; {@link #plugins()} is
 * what was there, with nothing imported. Listeners are not called any more, and none can be registered.
 */
public interface PluginHost extends AutoCloseable {

    /**
     * A builder of a host, from the implementation on the module path.
     *
     * @return a new builder with nothing set
     * @throws IllegalStateException if this module is not a named module, or no implementation is resolved; the message
     *     says what to add and where
     */
    static Builder builder() {
        return Providers.only().newBuilder();
    }

    /**
     * Starts the host: reads the sources if that has not been done, imports the eager plugins, and sets the background
     * ones under way. Waits for the eager ones. A plugin that fails does not stop the others; the report names it. Each failure,
     * error and warning is logged once, when it is known, also of background plugins after this has returned. A name that was
     * given to {@link Builder#eager} and is not an installed plugin is a {@link Problem} of the report, not a failure. Called
     * while it is under way, it waits for the same result; called again later, it tries once more what is not imported.
     *
     * @return what came of the eager plugins, which background ones are under way, and what is wrong with any plugin
     * @throws WouldBlockException on a non-blocking thread; use {@link #startAsync()} there
     * @throws ImportInterruptedException if the caller is interrupted; the start goes on
     * @throws PluginException within a plugin's start, for which it may have to wait
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed
     */
    StartReport start();

    /**
     * {@link #start()} without waiting, for callers on an event loop.
     *
     * @return a future of the report
     */
    CompletableFuture<StartReport> startAsync();

    /**
     * Imports a plugin, or returns the one that is imported. Racing callers get the same module.
     *
     * @param name the name of the plugin's module
     * @return the imported module, complete and started
     * @throws PluginNotFoundException if no such plugin is installed
     * @throws PluginException if it cannot be imported for another {@linkplain PluginException#reason() reason}
     * @throws PluginStartException if its own code failed
     * @throws ImportTimeoutException if it took longer than the {@linkplain Builder#importTimeout import timeout}
     * @throws WouldBlockException on a non-blocking thread, if it is not imported yet; nothing is begun then
     * @throws ImportInterruptedException if the caller is interrupted while it waits; the import goes on
     * @throws HostClosedException if the host is closed
     */
    ImportedModule importModule(String name);

    /**
     * {@link #importModule(String)} with a timeout of the caller, the time in the queue and that of the
     * reading of the sources included. When it ends, this caller alone is told so, and where the import is; the import goes
     * on, for the others and for the next call. A plugin that calls this in its start is back in time like anybody else, as one
     * more import thread takes the place of its own; where there are 64 such threads, its own does what it waits for.
     *
     * @param name the name of the plugin's module
     * @param timeout how long to wait at most, more than zero
     * @return the imported module, complete and started
     * @throws ImportTimeoutException if the timeout expires first, with the stack of the import thread as its cause if there is
     *     one, and for all other reasons that {@link #importModule(String)} has
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    ImportedModule importModule(String name, Duration timeout);

    /**
     * {@link #importModule(String)} without waiting. Whatever the outcome, it is the future's.
     *
     * @param name the name of the plugin's module
     * @return a future of the imported module
     * @throws NullPointerException if the name is null, as everywhere
     */
    CompletableFuture<ImportedModule> importModuleAsync(String name);

    /**
     * {@link #importModule(String, Duration)} without waiting: a future that fails when the timeout expires.
     *
     * @param name the name of the plugin's module
     * @param timeout how long the future may take at most, more than zero
     * @return a future of the imported module
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    CompletableFuture<ImportedModule> importModuleAsync(String name, Duration timeout);

    /**
     * Imports several plugins, each with a result of its own.
     *
     * @param names module names; a name given twice counts once
     * @return a future of the results in the order of the names; it completes normally even if every import fails, or the host
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
    CompletableFuture<UnloadReport> unload(String name);

    /**
     * Unloads a plugin. It goes when all that require it are gone: its name and its services are not found any more, then it is
     * stopped, within the {@linkplain Builder#stopTimeout stop timeout}, what it has registered with its context is closed, the
     * last one first, and so are its files, all of them, at once. After that its class loader is looked for, for as long as
     * {@linkplain Builder#collectionTimeout} says, and the report names what is known to hold it. What hangs or throws is
     * reported and keeps nothing else from being done.
     *
     * <p>A plugin that is being imported, or imported plugins that require it, or such that are being imported, are waited for
     * and then unloaded. Who asks for one of them while it leaves gets it anew, from what is installed then, as soon as
     * it is gone. Plugins that have imported it by name without requiring it are not known to use it.
     *
     * <p>The virtual machine gives a native library to one class loader at a time. If a class of the plugin refers to
     * {@link System#load} or {@link System#loadLibrary}, its next import first waits, on an import thread, until the old class
     * loader is collected. It waits for the {@linkplain Builder#collectionTimeout collection timeout}, at least 5 seconds, and at
     * most a quarter of the {@linkplain Builder#importTimeout import timeout}; then it begins anyway. If an unloaded plugin
     * still has the library, the import waits for that one and starts the plugin again, in a new layer, twice at most. If the
     * library is still refused, {@link PluginStartException} says which plugins may have it.
     *
     * <p>The call never waits. To wait for the future in the stop of a plugin that it is about, or in the start of
     * one that it waits for, is refused with {@link Reason#IMPORT_CYCLE}.
     *
     * @param name the name of the plugin's module
     * @param dependents what to do about plugins that require it
     * @return a future of what was unloaded and what is left of it; of a report that names nothing if it is not imported. It
     *     fails with {@link PluginInUseException} if others require it and the caller refuses that, with
     *     {@link PluginNotFoundException} if there is no such plugin, and with {@link HostClosedException} if the host is closed
     *     before it has begun
     */
    CompletableFuture<UnloadReport> unload(String name, Dependents dependents);

    /**
     * Replaces an imported plugin by what is installed now, as one transaction. The sources are read again, as by
     * {@link #refresh()}; what is installed now, and all imported plugins that require it, is checked, resolved and opened; if
     * that fails, what runs is never touched. Then the plugins are {@linkplain #unload(String, Dependents) unloaded}, those that
     * require others first, and come back. If one of them fails to, those that came back are unloaded again and the old
     * ones are imported from their old files: those that are open are kept open meanwhile, so a jar may be replaced by another
     * one of its name (moved or copied anew).
     *
     * <p>Not everything can be brought back. A jar that is overwritten in place is lost, as it would have been without a reload.
     * So is one that was replaced while the host had it closed to keep within {@link Builder#openFiles}, and an exploded module
     * whose declaration was written anew. Its other classes are not looked at: if they were overwritten, the new ones are what
     * comes back. A reload goes on all the same, as what is installed now is what is wanted; only if that fails
     * {@link ReloadFailedException#left()} says that the old one is lost.
     *
     * <p>Reloads are done one after another. An {@link #unload} waits for a reload that has begun to replace plugins, but not for its
     * reading and checking. A call for one of the plugins meanwhile gets it when it is back. The call never waits.
     *
     * @param name the name of the plugin's module
     * @return a future of what went and came back, of nothing if the plugin is not imported. It fails with
     *     {@link ReloadFailedException}, which says what runs now, with {@link PluginNotFoundException} if there is no such
     *     plugin, with {@link ImportTimeoutException} if the sources {@linkplain Builder#importTimeout cannot be read in time},
     *     and with {@link HostClosedException} if the host is closed before it is done
     */
    CompletableFuture<ReloadReport> reload(String name);

    /**
     * Looks up a plugin that is imported. Never waits and imports nothing. One that is to leave is found until it does, though who
     * imports it meanwhile gets it anew.
     *
     * @param name the name of the plugin's module
     * @return the module, if its import is complete
     */
    Optional<ImportedModule> find(String name);

    /**
     * The providers of a service among the plugins that are imported now. Never waits and imports nothing. A provider has
     * one instance, made when its plugin was imported.
     *
     * @param service the service type
     * @param <S> the service type
     * @return the instances in the order in which their plugins were imported; unmodifiable
     */
    <S> List<S> services(Class<S> service);

    /**
     * Imports every installed plugin that provides a service, then looks the service up. Which plugins those are is known
     * from their declarations.
     *
     * <p>A plugin whose last import failed is left out without a new attempt while nothing has changed: if trying again cannot
     * help, until the sources are read again; otherwise for ten seconds. To try again at once, import it by its name.
     *
     * <p>If no installed plugin provides the service, the list is empty and an INFO line says so: once for each service while the
     * same plugins are installed, for at most 1,000 services.
     *
     * @param service the service type
     * @param <S> the service type
     * @return a future of the instances, sorted by the names of their plugins, those of one plugin in the order of its
     *     declaration; unmodifiable. Plugins that cannot be imported are left out, and logged once for each failure. It
     *     fails with {@link HostClosedException} if the host is closed, and with {@link ImportTimeoutException} if the sources
     *     {@linkplain Builder#importTimeout cannot be read in time}
     */
    <S> CompletableFuture<List<S>> importServices(Class<S> service);

    /**
     * Has a listener told of imports that succeed or fail, and of plugins that are unloaded, from now on: not of those
     * that are imported already. Never waits.
     *
     * @param listener is kept until the registration or the host is closed, or until its plugin is gone: until that is unloaded or its
     *     import fails. Its plugin is each that its class belongs to, and the one in whose start or stop this is called
     * @return what ends it
     * @throws HostClosedException if the host is closed
     * @throws IllegalStateException if the listener's plugin is gone
     */
    Registration listen(PluginListener listener);

    /**
     * Has a listener told of the providers of a service that {@link #services} returns now, and then of each that comes or
     * goes: none is lost in between and none told twice. Never waits and imports nothing.
     *
     * @param service the service type
     * @param listener is kept until the registration or the host is closed, or until its plugin is gone: until that is unloaded or its
     *     import fails. Its plugin is each that its class or the service type belongs to, and the one in whose start or stop this is called
     * @param <S> the service type
     * @return what ends it
     * @throws HostClosedException if the host is closed
     * @throws IllegalStateException if the listener's plugin is gone
     */
    <S> Registration listen(Class<S> service, ServiceListener<? super S> listener);

    /**
     * What is installed, and how it is: plugins, and artifacts that cannot be read or of which it cannot be told what is meant.
     *
     * @return a snapshot, ordered by name
     * @throws WouldBlockException on a non-blocking thread, if the sources have not been read yet
     * @throws ImportInterruptedException if the caller is interrupted while they are read
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed while they are read
     */
    List<PluginInfo> plugins();

    /**
     * Resolves every installed plugin, as an import would, and lists everything that is wrong or worth knowing. Runs no
     * code of any plugin, loads no class and leaves nothing open.
     *
     * <p>It reads the class files of automatic modules, at most 64 MiB of each jar and 1 MiB of each class file, and warns if they
     * refer to packages that only other plugins have.
     *
     * @return all problems, the gravest first, then by name; empty if there is nothing to say
     * @throws WouldBlockException on a non-blocking thread
     * @throws ImportInterruptedException if the caller is interrupted
     * @throws ImportTimeoutException if it takes longer than the {@linkplain Builder#importTimeout import timeout}
     * @throws HostClosedException if the host is closed
     */
    List<Problem> check();

    /**
     * Reads the sources again. Plugins that are imported or being imported stay as they are; what is new can be imported
     * at once, what is gone cannot be any more. Of two readings that overlap, the one that began later counts.
     *
     * @return what has changed since the sources were last read
     * @throws WouldBlockException on a non-blocking thread
     * @throws ImportInterruptedException if the caller is interrupted. The sources are read all the same, except where an interrupt
     *     comes during a call within a plugin's start or stop
     * @throws ImportTimeoutException if the sources {@linkplain Builder#importTimeout cannot be read in time}
     * @throws HostClosedException if the host is closed
     */
    RefreshReport refresh();

    /**
     * Threads for the application's own late, blocking loads: classes, resources, anything that should not be done on an
     * event loop. They are daemon threads of the host beside its import threads, as many at the same time, so that a task that
     * waits for an import cannot starve it. Plugins' tasks have other threads. Each task has a fresh thread, so it meets nothing
     * that another task has left there. Tasks are begun in order. When the host closes, those not begun are dropped, and those
     * running are interrupted. What a task throws is logged as a warning.
     *
     * @return the executor; it throws {@link java.util.concurrent.RejectedExecutionException} once the host is closed
     */
    Executor importExecutor();

    /**
     * Ends the host: pending imports fail with {@link HostClosedException}, plugins are stopped, those that require others
     * first, their resources and files are closed. Listeners are told of that, and then nothing any more. Returns within the
     * {@linkplain Builder#closeTimeout close timeout} whatever plugins and listeners do, and logs what was stuck and where. Only
     * if no thread can be started, the calling thread itself stops the plugins, without a timeout.
     * Called again, it waits for the first call within the same bound, but not where that one waits for the caller: in a
     * plugin's start or stop, and in a listener. An interrupt does not cut it short and is kept.
     */
    @Override
    void close();

    /**
     * Collects what a host needs. A builder is not safe for use by several threads at once; it may build several hosts. A method
     * throws {@link IllegalArgumentException} for a value that it does not allow, and for a name that is not a legal module name of
     * at most 200 characters.
     */
    interface Builder {

        /**
         * Adds places to look for plugins, after those already added. A path may be a directory of artifacts, a jar, or an
         * exploded module (a directory with a {@code module-info.class}). In a directory of artifacts each jar and each
         * exploded module is a plugin, and each sub-directory that holds jars is a {@linkplain #bundle bundle}; all else is
         * passed over. What looks like a plugin is noted then, such as {@code A.JAR}, a zip file, jars two directories deep, or
         * {@code a-sources.jar}: up to 20 times for each source. Where two sources have the same module, the earlier one wins;
         * within one source the highest version. Jars must be on the default file system, exploded modules may be on any.
         *
         * <p>Links are followed, to files and to directories, within exploded modules too: so a volume may be swapped by a link. A link to a
         * directory that it is in is not followed. An exploded module has at most 1,000,000 files and directories.
         *
         * <p>Nothing but regular files is opened, and of each artifact a limited number of bytes is read, after unpacking: 4 MiB
         * of a {@code module-info.class}, 16,000,000 of a manifest or a file of a signature, 1 MiB of a services file, 16 MiB of
         * all services files, 64 MiB of a class file. A jar has at most 500,000 entries. What is larger is a {@link Problem} of
         * that artifact alone, or a class that cannot be loaded.
         *
         * @param paths directories or artifacts; one that is not there is reported as a {@link Problem}. A relative path is
         *     resolved against the working directory at once
         * @return this builder
         */
        Builder plugins(Path... paths);

        /**
         * Adds single bundles: directories of jars, of which one is the plugin and the others its private libraries, which
         * nobody else sees. The plugin is the module that provides a {@link dev.pluginhost.plugin.Plugin}; else the only
         * root, which is a module that no other module of the bundle requires; else, of several roots, the one that the directory
         * is named after (its module or its jar, with or without {@code -version}). A jar with a classifier, such as
         * {@code lwjgl-3.3.3-natives-linux.jar} beside {@code lwjgl-3.3.3.jar}, is a library. Two jars that cannot be in one
         * class loader are an error if the plugin needs both; else one of them is left out, with a note.
         *
         * @param directories directories of jars
         * @return this builder
         */
        Builder bundle(Path... directories);

        /**
         * Makes plugins eager, whatever they wish themselves. Of several such calls for one name the last one counts.
         *
         * @param names module names; one that is not installed is reported when the host starts
         * @return this builder
         */
        Builder eager(String... names);

        /**
         * Makes plugins be imported in the background, whatever they wish themselves.
         *
         * @param names module names
         * @return this builder
         */
        Builder background(String... names);

        /**
         * Makes plugins lazy, whatever they wish themselves.
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
         * Refuses to import a plugin, for a reason that the failure of each import states.
         *
         * @param name a module name
         * @param reason why, as a clause that can follow a colon
         * @return this builder
         */
        Builder refused(String name, String reason);

        /**
         * How many threads import. More are in use only while others are stuck in a plugin past its deadline, or run a plugin
         * that is {@linkplain #slowImportWarning slow} or waits for others while it starts; at most 64 more for either reason. When
         * so many are stuck that none is left, imports fail at once with {@link ImportTimeoutException} and say so.
         *
         * <p>By default there are one less than there are processors, at least 1 and at most 4, so that one processor is left to the
         * application; and one more, if there is a processor for it, while a thread other than an import thread waits for imports.
         *
         * @param count from 1 to 1024
         * @return this builder
         */
        Builder importThreads(int count);

        /**
         * How long the import of one plugin may take, from the opening of its files to the end of its start, without the
         * time it was queued. When that has passed, all who wait for it are woken with an {@link ImportTimeoutException}, which
         * has the stack of the import thread and says where the time went; the thread is interrupted and set aside, and a
         * fresh one takes its place. What the plugin has registered with its context and its files are closed, though its start has
         * not returned. Should the start return after all, the plugin is stopped and thrown away unseen.
         *
         * <p>The reading of one source may take as long. If a source does not answer, such as a network file system, its thread is
         * set aside then, and a fresh one reads the other sources. The source that hangs is reported as a {@link Problem}, and its
         * plugins are not installed until it is read again. What a reading finds that ends too late is thrown away. While 8 threads
         * are set aside so, calls that read the sources fail with {@link ImportTimeoutException}. Calls that need no reading never
         * wait for one.
         *
         * @param timeout more than zero; 30 seconds by default
         * @return this builder
         */
        Builder importTimeout(Duration timeout);

        /**
         * After how long a running import is slow: it is then logged once, with the stack of its thread and where the time
         * went, and one more thread imports until it is done, so that the others are not held up behind it.
         *
         * @param after more than zero; 5 seconds by default, and never if it is not less than the import timeout
         * @return this builder
         */
        Builder slowImportWarning(Duration after);

        /**
         * How long each step of a plugin's end may take: its stop, and closing each resource that it has registered with its context.
         * When that has passed, the thread is interrupted. Half as long again after that it is left behind on its daemon thread, the
         * report says where it was, and the next step follows on another thread. The files are closed last. Before all that, the host
         * waits at most as long until service listeners know of the unloading. When the host is closed, each step takes at most half
         * of what is left of the {@linkplain #closeTimeout close timeout} instead. If no thread can be started, the steps run on the thread that waits
         * for them, without a timeout.
         *
         * @param timeout more than zero; 5 seconds by default
         * @return this builder
         */
        Builder stopTimeout(Duration timeout);

        /**
         * For how long to look whether the class loader of a plugin that was unloaded is collected, before the report is made
         * and names what holds it. To find out, the host asks the virtual machine to collect, a few times with growing pauses
         * ({@link System#gc()}, of which the application notices whatever its collector makes it notice), once for all that are
         * looked for at the time.
         *
         * @param timeout zero or more, where zero means not to look; 5 seconds by default
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
         * Names threads on which the host must never wait, such as those of an event loop, in addition to those already
         * named. These need not be named, as they are found by what they are: the Swing event thread, the JavaFX
         * application thread, threads on which an event loop of Netty or Vert.x runs, and Reactor's non-blocking threads.
         *
         * @param threads is called by any thread on its own behalf, often; must be quick and must not throw: one that does
         *     names no thread, and its first failure is logged
         * @return this builder
         */
        Builder nonBlocking(Predicate<Thread> threads);

        /**
         * Names single threads on which the host must never wait, in addition to those already named.
         *
         * @param threads are kept only weakly
         * @return this builder
         */
        Builder nonBlocking(Thread... threads);

        /**
         * Names threads on which the host may wait although they are found to be those of an event loop, in addition to
         * those already named. A thread that is also named as {@linkplain #nonBlocking(Predicate) non-blocking} remains
         * so. With {@code thread -> true} only threads that are named as non-blocking are.
         *
         * @param threads as with {@link #nonBlocking(Predicate)}
         * @return this builder
         */
        Builder blockingAllowed(Predicate<Thread> threads);

        /**
         * What happens where a call would wait on a non-blocking thread.
         *
         * @param policy {@link BlockingPolicy#REFUSE} by default
         * @return this builder
         */
        Builder blockingPolicy(BlockingPolicy policy);

        /**
         * What happens where a plugin was compiled against a version of another plugin, or of a module of the application,
         * that the installed one is not compatible with.
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
         * Has the host follow what changes in its sources, from {@link PluginHost#start()} on. When nothing has changed there for a
         * while, they are read again, once per burst of changes: imported plugins that are gone are
         * {@linkplain PluginHost#unload(String) unloaded}, with those that require them; those that have changed are
         * {@linkplain PluginHost#reload reloaded}, all in one transaction with the former; eager and background ones that are new, or can be
         * imported only now, are imported. Lazy ones that are new can be asked for. While an artifact cannot be used, as it may be
         * half written, what runs is left alone, together with all else that has changed; that is tried again with each burst of
         * changes. If the artifact cannot be used for ten times the settling time after its last change, that is logged, once and with
         * the reason; an artifact that changes again and again is waited for six times as long. What was stopped for a reload that
         * then failed is tried again when something that it would bring in has changed. A plugin whose class loader is still held after it was replaced is logged too.
         *
         * <p>Directories may be missing, come and go, or be links. While one source does not answer, changes in the others are not
         * noticed. Without it, the sources are read when the host starts and when
         * {@link PluginHost#refresh()} or {@link PluginHost#reload} is called.
         *
         * <p>On Windows nobody can delete, rename or replace a jar while the host has it open. Put the next version beside it
         * under another file name: of several the one with the highest version is taken. The old jar can be deleted when its
         * plugin has been reloaded or unloaded. Of exploded modules no file is kept open.
         *
         * @param settle how long nothing must have changed, more than zero: longer than a copy pauses between two writes, and as short
         *     as the changes should be followed soon. What changes all the time is not waited for for ever
         * @return this builder
         */
        Builder watch(Duration settle);

        /**
         * Where plugins keep their data. Each plugin gets a directory in it, called as {@code PluginContext.dataDirectory} says.
         * A link that you put there is followed. Without this setting plugins have no data directory.
         *
         * @param directory created when first needed
         * @return this builder
         */
        Builder dataDirectory(Path directory);

        /**
         * Where the host keeps its index: what artifacts were found to declare, from one run to the next, so that one that
         * looks the same is not opened before it is imported. It looks the same if size, time of last modification, the file
         * system's key and, where the file system has one, the time of the last change are the same. When it is opened, a checksum
         * of its contents is compared as well; if that differs, it is read again and imported as it is then. {@link
         * PluginHost#refresh()} and {@link PluginHost#reload} compare these checksums of all artifacts. The index has one small file
         * per source. By default it is in a directory {@code pluginhost} where the user's programs are to keep what they can make anew: {@code XDG_CACHE_HOME}, else {@code ~/.cache}, on macOS {@code ~/Library/Caches}, on
         * Windows {@code LOCALAPPDATA}. Not beside the plugins: there it could often not be written, and would be watched.
         *
         * <p>It may be shared by hosts and processes, and deleted at any time. What in it is damaged, of another version of
         * the host or of Java, written with other values of the system properties {@code jdk.util.jar.*} and {@code
         * jdk.util.zip.*}, or cannot be read or written, as in a full or read-only directory, is made anew, or done
         * without; no call fails for it, and it is logged at level {@code DEBUG} alone. If no entry of an index fits any more, as
         * where an image was unpacked with other times, one line at level {@code INFO} says so. Not in it are artifacts that cannot be used,
         * those that were modified less than two seconds before they were read, which may change again without looking
         * different, and those on other file systems than the default one.
         *
         * <p>An index that somebody else has written could have the host take a plugin for what it is not. The directory is made
         * for its owner alone. On systems with POSIX permissions an index is used, and written, only in a directory of the
         * user who runs the host, or of root, to which neither the group nor others can write, unless it is sticky. The file
         * has to be regular, of the same user or root, at most 64 MiB, and not writable for others; this is looked at before it
         * is opened. On other systems only the permissions of the directory protect it.
         *
         * @param directory created when first needed; not one that is looked through for plugins
         * @return this builder
         */
        Builder index(Path directory);

        /**
         * Has the host read every declaration from its artifact, whenever it reads its sources, and keep no
         * {@linkplain #index index}.
         *
         * @return this builder
         */
        Builder noIndex();

        /**
         * The layer whose modules plugins may require, their services' API above all. By default the layer that this
         * module is in, which is the boot layer unless the application makes layers of its own.
         *
         * @param layer the application's layer
         * @return this builder
         */
        Builder applicationLayer(ModuleLayer layer);

        /**
         * Lets plugins call restricted methods, such as those that load native libraries, without a warning (JEP 472). It
         * takes effect from Java 22 on, if the application was started with
         * {@code --enable-native-access=dev.pluginhost.impl}; otherwise it changes nothing.
         *
         * @param names names of plugin modules; in a bundle its private libraries are meant too
         * @return this builder
         */
        Builder nativeAccess(String... names);

        /**
         * How many jars of plugins are open at once. When more are needed, those that are idle and were not read of late are
         * closed, and opened again when something is read from them, if they are still the same file and list the same
         * entries, with the same sizes and checksums. If a jar was replaced or changed while it was closed, what was loaded from it goes
         * on working, and what would be read from it fails: loading a class with a {@link ClassNotFoundException} or {@link NoClassDefFoundError}
         * that says so. A jar that is replaced while it is open is kept open.
         *
         * <p>More are open only while more are being read, streams that are neither closed nor read to their end included, or
         * have been replaced; that is logged once. Exploded modules need no open files between readings.
         *
         * <p>Less than this, and closing and opening takes longer than the reading where many plugins load classes at once.
         *
         * @param most at least 1; 128 by default, which leaves half of 256, the least limit of open files that systems set for a
         *     process, to the application
         * @return this builder
         */
        Builder openFiles(int most);

        /**
         * Makes a host. Neither reads a file nor starts a thread.
         *
         * @return a new host, to be closed by the caller
         */
        PluginHost build();
    }
}
