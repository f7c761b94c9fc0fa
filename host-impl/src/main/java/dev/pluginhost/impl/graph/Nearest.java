package dev.pluginhost.impl.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds names that a caller may have meant. All questions together compare a bounded number of names: beyond it, none is
 * found. For use by one thread.
 */
final class Nearest {

    /** So many names are compared by one object, however many questions it is asked. */
    static final int MOST_COMPARED = 20_000;

    private static final int MOST_FOUND = 3;

    /** No plugin has a longer name. */
    private static final int LONGEST = 200;

    /** So many letters may be wrong, however long the name. */
    private static final int MOST_WRONG = 8;

    private final Collection<String> names;

    private int compared;

    Nearest(Collection<String> names) {
        this.names = names;
    }

    private record Scored(String name, int distance) {}

    /** Up to three of the names, the nearest first: a few letters off, or one contained in the other. */
    List<String> to(String wanted) {
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return List.of();
        }
        String low = wanted.toLowerCase(Locale.ROOT);
        int tolerated = Math.min(MOST_WRONG, Math.max(1, wanted.length() / 4));
        List<Scored> found = new ArrayList<>();
        for (String name : names) {
            if (compared == MOST_COMPARED) {
                break;
            }
            compared++;
            int distance = name.length() > LONGEST
                    ? Integer.MAX_VALUE
                    : distance(low, name.toLowerCase(Locale.ROOT), tolerated);
            if (distance <= tolerated) {
                found.add(new Scored(name, distance));
            }
        }
        found.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name));
        return found.stream().limit(MOST_FOUND).map(Scored::name).toList();
    }

    /** How many names have been compared so far. */
    int compared() {
        return compared;
    }

    private static int distance(String a, String b, int tolerated) {
        if (b.endsWith("." + a) || a.endsWith("." + b) || b.startsWith(a + ".") || a.startsWith(b + ".")) {
            return 1;
        }
        return Math.abs(a.length() - b.length()) > tolerated ? Integer.MAX_VALUE : levenshtein(a, b, tolerated);
    }

    /** The distance if it is tolerated, else more: only what is so near the diagonal can be (Ukkonen 1985). */
    private static int levenshtein(String a, String b, int tolerated) {
        int more = tolerated + 1;
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        int[] current = new int[b.length() + 1];
        for (int i = 1; i <= a.length(); i++) {
            int from = Math.max(1, i - tolerated);
            int to = Math.min(b.length(), i + tolerated);
            Arrays.fill(current, more);
            current[0] = i;
            int least = i;
            for (int j = from; j <= to; j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
                least = Math.min(least, current[j]);
            }
            if (least > tolerated) {
                return more;
            }
            int[] free = previous;
            previous = current;
            current = free;
        }
        return previous[b.length()];
    }
}
