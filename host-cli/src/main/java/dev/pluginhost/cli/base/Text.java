package dev.pluginhost.cli.base;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Text for people: names of like spelling, and numbers. Stateless. */
public final class Text {

    private static final int MOST_ALIKE = 3;

    private Text() {}

    /** The end of a message: {@code ; did you mean x?} if some of the known words are like a word, else another cure. */
    public static String didYouMean(String word, Collection<String> known, String otherwise) {
        List<String> alike = alike(word, known);
        return "; " + (alike.isEmpty() ? otherwise : "did you mean " + String.join(" or ", alike) + "?");
    }

    /** The words that are spelt like another one, the most alike first. */
    static List<String> alike(String word, Collection<String> known) {
        record Candidate(String name, int distance) {}
        List<Candidate> alike = new ArrayList<>();
        for (String name : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            boolean isPart = word.length() > 2 && (name.startsWith(word) || name.endsWith("." + word));
            if (isPart || distance <= Math.max(1, Math.max(word.length(), name.length()) / 4)) {
                alike.add(new Candidate(name, distance));
            }
        }
        return alike.stream()
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(MOST_ALIKE)
                .map(Candidate::name)
                .toList();
    }

    /** How many letters are missing, too many, wrong, or exchanged with their neighbour. */
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(rows[i - 1][j - 1] + same, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = least;
            }
        }
        return rows[a.length()][b.length()];
    }

    /** A number with its noun: {@code 1 plugin}, {@code 2 plugins}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
