package dev.pluginhost.cli.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The imports of one import thread, in as many rows as there are imports at one time. If there are many threads, those that
 * did not run at the same time share a lane.
 *
 * @param threads the names of the threads; the empty name stands for imports that no thread took
 * @param rows the imports in each row, in the order of their begin
 */
record Lane(List<String> threads, List<List<TimedImport>> rows) {

    /** With more threads than this, threads share lanes. */
    static final int MOST_OWN_LANES = 8;

    /** Clocks differ by so much: bars that overlap by less are in one row. */
    private static final long TOLERANCE = 50_000;

    private static final Comparator<TimedImport> BY_BEGIN =
            Comparator.comparingLong(TimedImport::begun).thenComparingInt(TimedImport::index);

    /** The lanes of some imports: threads in their natural order, imports without a thread last. */
    static List<Lane> of(List<TimedImport> imports) {
        Map<String, List<TimedImport>> byThread = new TreeMap<>(Lane::compareNames);
        for (TimedImport one : imports) {
            byThread.computeIfAbsent(one.thread(), name -> new ArrayList<>()).add(one);
        }
        Map<List<String>, List<TimedImport>> lanes =
                byThread.size() > MOST_OWN_LANES ? shared(byThread) : each(byThread);
        List<Lane> result = new ArrayList<>();
        lanes.forEach((threads, own) -> result.add(new Lane(threads, rows(own))));
        return List.copyOf(result);
    }

    /** What stands before the lane. */
    String label() {
        String first = threads.get(0);
        if (first.isEmpty()) {
            return "no import thread";
        }
        return threads.size() == 1 ? first : first + " +" + (threads.size() - 1);
    }

    private static Map<List<String>, List<TimedImport>> each(Map<String, List<TimedImport>> byThread) {
        Map<List<String>, List<TimedImport>> lanes = new LinkedHashMap<>();
        byThread.forEach((thread, own) -> lanes.put(List.of(thread), own));
        return lanes;
    }

    private static Map<List<String>, List<TimedImport>> shared(Map<String, List<TimedImport>> byThread) {
        record Shared(List<String> threads, List<TimedImport> imports) {
            long end() {
                return imports.stream().mapToLong(TimedImport::end).max().orElse(0);
            }
        }
        List<Shared> lanes = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        byThread.entrySet().stream()
                .filter(thread -> !thread.getKey().isEmpty())
                .sorted(Comparator.comparingLong(thread -> begin(thread.getValue())))
                .forEach(thread -> {
                    int lane = 0;
                    while (lane < lanes.size() && ends.get(lane) > begin(thread.getValue()) + TOLERANCE) {
                        lane++;
                    }
                    if (lane == lanes.size()) {
                        lanes.add(new Shared(new ArrayList<>(), new ArrayList<>()));
                        ends.add(0L);
                    }
                    lanes.get(lane).threads.add(thread.getKey());
                    lanes.get(lane).imports.addAll(thread.getValue());
                    ends.set(lane, Math.max(ends.get(lane), new Shared(List.of(), thread.getValue()).end()));
                });
        Map<List<String>, List<TimedImport>> result = new LinkedHashMap<>();
        lanes.forEach(lane -> result.put(List.copyOf(lane.threads), lane.imports));
        List<TimedImport> without = byThread.get("");
        if (without != null) {
            result.put(List.of(""), without);
        }
        return result;
    }

    private static long begin(List<TimedImport> imports) {
        return imports.stream().mapToLong(TimedImport::begun).min().orElse(0);
    }

    private static List<List<TimedImport>> rows(List<TimedImport> imports) {
        List<TimedImport> sorted = new ArrayList<>(imports);
        sorted.sort(BY_BEGIN);
        List<List<TimedImport>> rows = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (TimedImport next : sorted) {
            int row = 0;
            while (row < rows.size() && ends.get(row) > next.begun() + TOLERANCE) {
                row++;
            }
            if (row == rows.size()) {
                rows.add(new ArrayList<>());
                ends.add(0L);
            }
            rows.get(row).add(next);
            ends.set(row, Math.max(ends.get(row), next.end()));
        }
        return rows;
    }

    /** Numbers at the end of names are compared as numbers; the empty name is the last. */
    private static int compareNames(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        }
        int oneDigits = digits(one);
        int otherDigits = digits(other);
        int byStem = one.substring(0, oneDigits).compareTo(other.substring(0, otherDigits));
        if (byStem != 0) {
            return byStem;
        }
        int byLength = Integer.compare(one.length(), other.length());
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    /** Where the digits at the end of a name begin. */
    private static int digits(String name) {
        int at = name.length();
        while (at > 0 && Character.isDigit(name.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
