package dev.pluginhost.impl.run;

import dev.pluginhost.ImportResult;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Outcome;
import dev.pluginhost.impl.state.Urgency;
import dev.pluginhost.impl.threads.CallbackThreads;
import dev.pluginhost.impl.wait.HostFuture;
import dev.pluginhost.impl.wait.WaitingCall;
import dev.pluginhost.impl.wait.Waits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The imports of one call for several plugins, each with a result of its own. Safe for use by any thread. */
final class ImportBatch {

    private final Planner planner;
    private final ImportResults results;
    private final CallbackThreads callbacks;
    private final Set<String> names;
    private final Caller caller;
    private final boolean log;

    /** Written by any thread. */
    private final Map<String, ImportResult> done = new ConcurrentHashMap<>();

    private final AtomicInteger left;

    /** The imports of some names; {@code log} if each failure is to be logged when it happens. */
    ImportBatch(
            Planner planner,
            ImportResults results,
            CallbackThreads callbacks,
            Collection<String> names,
            Caller caller,
            boolean log) {
        this.planner = planner;
        this.results = results;
        this.callbacks = callbacks;
        this.names = new LinkedHashSet<>(names);
        this.caller = caller;
        this.log = log;
        this.left = new AtomicInteger(this.names.size() + 1);
    }

    CompletableFuture<Map<String, ImportResult>> begin(
            Supplier<PluginGraph> installed, Urgency urgency, Waits waits, String call) {
        Waits.lendPlace();
        PluginGraph graph = installed.get();
        List<String> unknown = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (String name : names) {
            (planner.isUnknown(graph, name) ? unknown : known).add(name);
        }
        Map<String, Planner.Answer> answers = planner.request(installed, known, caller, urgency);
        List<Import> underWay = new ArrayList<>();
        for (Planner.Answer answer : answers.values()) {
            if (answer.underWay() != null) {
                underWay.add(answer.underWay());
            }
        }
        HostFuture<Map<String, ImportResult>> future = new HostFuture<>(waits, WaitingCall.ofBatch(call), underWay);
        List<Runnable> listeners = new ArrayList<>();
        answers.forEach((name, answer) -> {
            Import operation = answer.underWay();
            if (operation != null) {
                Runnable listener = () -> ended(future, operation, answer.begun());
                listeners.add(() -> operation.forget(listener));
                operation.whenOver(listener);
            } else {
                add(name, Objects.requireNonNull(answer.outcome(), name), ImportResult.Outcome.ALREADY_IMPORTED);
            }
        });
        future.whenDone(() -> listeners.forEach(Runnable::run));
        if (!unknown.isEmpty()) {
            callbacks.deliver(() -> {
                boolean last = false;
                for (String name : unknown) {
                    last = add(name, planner.explain(graph, name, caller), ImportResult.Outcome.FAILED);
                }
                if (last) {
                    finish(future);
                }
            });
        }
        if (left.decrementAndGet() == 0) {
            finish(future);
        }
        return future;
    }

    private void ended(HostFuture<Map<String, ImportResult>> future, Import operation, boolean begun) {
        Outcome outcome = Objects.requireNonNull(operation.outcome(), "outcome");
        if (add(operation.name(), outcome, begun ? ImportResult.Outcome.IMPORTED : ImportResult.Outcome.JOINED)) {
            callbacks.deliver(() -> finish(future));
        }
    }

    /** Adds a result; true if it is the last one. */
    private boolean add(String name, Outcome outcome, ImportResult.Outcome how) {
        if (outcome instanceof Outcome.Failed failed) {
            if (log) {
                results.log(name, failed.failure());
            }
            done.put(
                    name,
                    new ImportResult(
                            name,
                            ImportResult.Outcome.FAILED,
                            Optional.empty(),
                            Optional.of(failed.failure().exception())));
        } else {
            done.put(name, new ImportResult(name, how, Optional.of(outcome.get()), Optional.empty()));
        }
        return left.decrementAndGet() == 0;
    }

    private void finish(HostFuture<Map<String, ImportResult>> future) {
        Map<String, ImportResult> inOrder = new LinkedHashMap<>();
        for (String name : names) {
            inOrder.put(name, Objects.requireNonNull(done.get(name), name));
        }
        future.complete(Collections.unmodifiableMap(inOrder));
    }
}
