package dev.pluginhost.impl.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds names that somebody may have meant. */
final class Nearest {

    private static final int MOST = 3;

    private Nearest() {}

    /** Up to three of the names, the nearest first: a few letters off, or one contained in the other. */
    static List<String> to(String wanted, Collection<String> names) {
        String low = wanted.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(1, wanted.length() / 4);
        record Scored(String name, int distance) {}
        return names.stream()
                .map(name -> new Scored(name, distance(low, name.toLowerCase(Locale.ROOT), tolerated)))
                .filter(scored -> scored.distance <= tolerated)
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
                .limit(MOST)
                .map(Scored::name)
                .toList();
    }

    private static int distance(String a, String b, int tolerated) {
        if (!a.isEmpty()
                && (b.endsWith("." + a) || a.endsWith("." + b) || b.startsWith(a + ".") || a.startsWith(b + "."))) {
            return 1;
        }
        return Math.abs(a.length() - b.length()) > tolerated ? Integer.MAX_VALUE : levenshtein(a, b);
    }

    private static int levenshtein(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
