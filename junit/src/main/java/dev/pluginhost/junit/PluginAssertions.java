package dev.pluginhost.junit;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Assertions about plugins in a host. Each failure shows what is there instead. Thread-safe; they wait as the methods of the host do that they
 * call.
 */
public final class PluginAssertions {

    private PluginAssertions() {}

    /**
     * Asserts that the host's check finds no errors and no warnings. Notes are no problems.
     *
     * @param host the host
     * @throws AssertionError if there are any; the message has all of them
     */
    public static void assertNoProblems(PluginHost host) {
        List<Problem> problems = host.check().stream()
                .filter(problem -> problem.severity() != Problem.Severity.NOTE)
                .toList();
        if (!problems.isEmpty()) {
            throw new AssertionError("The host has found problems:" + lines(problems));
        }
    }

    /**
     * Asserts that the host's check finds a problem of a plugin.
     *
     * @param host the host
     * @param plugin the name of the plugin's module
     * @param reason what the problem is
     * @return the first such problem, the most severe first
     * @throws AssertionError if there is none; the message has all problems
     */
    public static Problem assertProblem(PluginHost host, String plugin, Reason reason) {
        List<Problem> problems = host.check();
        return problems.stream()
                .filter(problem -> problem.subject().equals(plugin) && problem.reason() == reason)
                .findFirst()
                .orElseThrow(() -> new AssertionError("The host has found no problem " + reason + " of plugin " + plugin
                        + (problems.isEmpty() ? " and no other one" : ", but:" + lines(problems))));
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
    }

    /**
     * Asserts that a plugin is in a state.
     *
     * @param host the host
     * @param plugin the name of the plugin's module
     * @param state the state
     * @return the plugin
     * @throws AssertionError if it is in another state or not installed; the message has its failure, or what is installed
     */
    public static PluginInfo assertState(PluginHost host, String plugin, PluginState state) {
        List<PluginInfo> plugins = host.plugins();
        Optional<PluginInfo> found =
                plugins.stream().filter(info -> info.name().equals(plugin)).findFirst();
        if (found.isEmpty()) {
            throw new AssertionError("Plugin " + plugin + " is not installed, but "
                    + plugins.stream().map(PluginInfo::name).toList());
        }
        if (found.get().state() != state) {
            throw new AssertionError("Plugin " + plugin + " is " + found.get().state() + ", not " + state
                    + found.get()
                            .failure()
                            .map(failure -> "; its last failure: " + failure.message())
                            .orElse(""));
        }
        return found.get();
    }

    /**
     * Asserts that an import of a plugin fails.
     *
     * @param host the host
     * @param plugin the name of the plugin's module
     * @param reason why it fails
     * @return the failure; its message is for people, and its cause is what the plugin has thrown
     * @throws AssertionError if it is imported, or fails for another reason, which is the cause
     */
    public static PluginException assertImportFails(PluginHost host, String plugin, Reason reason) {
        PluginException failure;
        try {
            host.importModule(plugin);
            failure = null;
        } catch (PluginException e) {
            failure = e;
        }
        if (failure == null) {
            throw new AssertionError("Plugin " + plugin + " is imported, but its import should fail: " + reason);
        }
        if (failure.reason() != reason) {
            throw new AssertionError(
                    "The import of plugin " + plugin + " fails: " + failure.reason() + ", not " + reason, failure);
        }
        return failure;
    }

    /**
     * Asserts that the message of a failure or problem has some words.
     *
     * @param words the words, in any order
     * @param message the message
     * @throws AssertionError if one is missing; the message shows it
     */
    public static void assertMessage(String message, String... words) {
        for (String word : words) {
            if (!message.contains(word)) {
                throw new AssertionError("The message has no \"" + word + "\": " + message);
            }
        }
    }
}
