package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Stripes")
class StripesTest {

    /** Whether a transition is under way; plain, as the stripe guards it. */
    private static final class Transition {
        private boolean underWay;
        private int done;

        void make(Stripes stripes, String name) {
            Lock stripe = stripes.lock(name);
            try {
                make();
            } finally {
                stripe.unlock();
            }
        }

        private void make() {
            check(!underWay, "two transitions at the same time");
            underWay = true;
            done++;
            underWay = false;
        }
    }

    @Test
    @DisplayName("let one transition of a name happen after the other")
    void oneNameExcludes() {
        excludes("acme.weather", "acme.weather");
    }

    @Test
    @DisplayName("let transitions of two names that share a stripe happen one after the other")
    void sharedStripeExcludes() {
        check("acme.Aa".hashCode() == "acme.BB".hashCode(), "names of different stripes");
        excludes("acme.Aa", "acme.BB");
    }

    private static void excludes(String one, String other) {
        Race.inManyOrders(() -> {
            Stripes stripes = new Stripes();
            Transition transition = new Transition();
            Race.among(
                    List.of(stripes, transition),
                    () -> transition.make(stripes, one),
                    () -> transition.make(stripes, other),
                    () -> transition.make(stripes, one));
            check(transition.done == 3, "a transition is lost");
        });
    }

    @Test
    @DisplayName("let a name's transition happen while that of a name on another stripe is under way")
    void otherStripesDoNot() {
        Race.inManyOrders(() -> {
            Stripes stripes = new Stripes();
            CountDownLatch other = new CountDownLatch(1);
            Race.among(
                    List.of(stripes, other),
                    () -> {
                        Lock stripe = stripes.lock("acme.a");
                        try {
                            other.await();
                        } finally {
                            stripe.unlock();
                        }
                    },
                    () -> {
                        Lock stripe = stripes.lock("acme.b");
                        other.countDown();
                        stripe.unlock();
                    });
        });
    }
}
