package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What is wanted of the host in cold starts, as far as a run has measured it. Not safe for use by several threads. */
final class Verdicts {

    private final Results results;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Verdicts(Results results) {
        this.results = results;
    }

    static List<Verdict> of(Results results) {
        Verdicts verdicts = new Verdicts(results);
        for (Shape shape : results.options().shapes()) {
            verdicts.time(shape, Task.ALL, Variant.HOST, Variant.PF4J, 0.70);
            verdicts.time(shape, Task.ALL, Variant.HOST_ARCHIVE, Variant.PF4J, 0.50);
            verdicts.time(shape, Task.ALL, Variant.HOST, Variant.ONE_LAYER, 0.75);
        }
        for (Shape shape : results.options().shapes()) {
            verdicts.time(shape, Task.ONE, Variant.HOST, Variant.JBOSS, 1.0);
        }
        verdicts.oneOfMany();
        for (Shape shape : results.options().shapes()) {
            verdicts.memory("heap", shape, Measurement::heapBytes);
            verdicts.memory("metaspace", shape, Measurement::metaspaceBytes);
        }
        return verdicts.verdicts;
    }

    private void time(Shape shape, Task task, Variant host, Variant rival, double wanted) {
        Optional<Rounds> measured = results.of(shape, task, host, rival);
        if (measured.isPresent()) {
            String what = "time: " + new Setting(shape, task).title(results.options());
            verdicts.add(new Verdict(
                    host.hasArchive() ? what + ", with a class archive" : what,
                    rival.title(),
                    wanted,
                    measured.get().ratio(host, rival, Measurement::nanos),
                    ""));
        }
    }

    private void oneOfMany() {
        Optional<Rounds> many = results.of(Shape.FLAT, Task.ONE_OF_MANY, Variant.HOST);
        Optional<Rounds> few = results.of(Shape.FLAT, Task.ONE, Variant.HOST);
        if (many.isPresent() && few.isPresent()) {
            verdicts.add(new Verdict(
                    "time: " + new Setting(Shape.FLAT, Task.ONE_OF_MANY).title(results.options()),
                    "itself, one of " + results.options().plugins(),
                    2.0,
                    many.get()
                            .series(Variant.HOST, Measurement::nanos)
                            .over(few.get().series(Variant.HOST, Measurement::nanos)),
                    ""));
        }
    }

    private void memory(String kind, Shape shape, ToLongFunction<Measurement> value) {
        Optional<Rounds> measured = results.of(shape, Task.ALL, Variant.HOST, Variant.PF4J);
        if (measured.isPresent()) {
            verdicts.add(new Verdict(
                    kind + " per imported plugin: " + new Setting(shape, Task.ALL).title(results.options()),
                    Variant.PF4J.title(),
                    1.0,
                    measured.get().ratio(Variant.HOST, Variant.PF4J, value),
                    ""));
        }
    }
}
