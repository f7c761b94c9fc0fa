package dev.pluginhost.benchmarks.cold;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of the measurements. What one leaves behind, in the processor's caches and its temperature, is not to fall on the same
 * one each time: every round begins with another one, and if their number is even, in as many rounds nobody comes twice after
 * the same one. (These are the rows of a Williams square.)
 */
final class Turns {

    private Turns() {}

    /** All of them, in the order of a round. */
    static <T> List<T> inRound(int round, List<T> all) {
        List<T> order = new ArrayList<>();
        for (int turn = 0; turn < all.size(); turn++) {
            // 0, 1, -1, 2, -2, and so on
            int step = turn % 2 == 1 ? (turn + 1) / 2 : -turn / 2;
            order.add(all.get(Math.floorMod(round + step, all.size())));
        }
        return order;
    }
}
