package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Stripes")
class StripesTest {

    /** Whether a transition is under way; plain, as it is the stripe's business to guard it. */
    private static final class Transition {
        private boolean underWay;
        private int done;

        Transition make() {
            check(!underWay, "two transitions at once");
            underWay = true;
            done++;
            underWay = false;
            return this;
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
                    () -> stripes.under(one, transition::make),
                    () -> stripes.under(other, transition::make),
                    () -> stripes.under(one, transition::make));
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
                    () -> stripes.under("acme.a", () -> {
                        try {
                            other.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return other;
                    }),
                    () -> stripes.under("acme.b", () -> {
                        other.countDown();
                        return other;
                    }));
        });
    }

    @Test
    @DisplayName("are all passed through only when the transitions that were under way are over")
    void passThrough() {
        Race.inManyOrders(() -> {
            Stripes stripes = new Stripes();
            Transition transition = new Transition();
            Race.among(List.of(stripes, transition), () -> stripes.under("acme.weather", transition::make), () -> {
                boolean wasUnderWay = transition.underWay;
                stripes.passThrough();
                if (wasUnderWay) {
                    check(!transition.underWay, "the transition is still under way");
                }
            });
        });
    }

    @Test
    @DisplayName("are free again after a transition that has thrown")
    void throwing() {
        Race.inManyOrders(() -> {
            Stripes stripes = new Stripes();
            Transition transition = new Transition();
            Race.among(
                    List.of(stripes, transition),
                    () -> {
                        try {
                            stripes.under("acme.weather", () -> {
                                throw new IllegalStateException("as it may happen");
                            });
                        } catch (IllegalStateException e) {
                            check(e.getMessage().equals("as it may happen"), "another exception");
                        }
                    },
                    () -> stripes.under("acme.weather", transition::make));
            check(transition.done == 1, "a transition is lost");
        });
    }
}
