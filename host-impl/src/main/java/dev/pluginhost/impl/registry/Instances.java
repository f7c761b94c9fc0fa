package dev.pluginhost.impl.registry;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The instances of a service. Immutable. A longer or shorter list is made with one copy of an array, and shares none: who keeps a
 * list must keep no plugin alive that came after it.
 */
final class Instances extends AbstractList<Object> implements RandomAccess {

    static final Instances NONE = new Instances(new Object[0]);

    private final Object[] all;

    private Instances(Object[] all) {
        this.all = all;
    }

    /** These, and more behind them. */
    Instances with(List<Object> more) {
        Object[] longer = Arrays.copyOf(all, all.length + more.size());
        for (int i = 0; i < more.size(); i++) {
            longer[all.length + i] = more.get(i);
        }
        return new Instances(longer);
    }

    /** These without some that stand here one after the other, as {@link #with} has put them here. */
    Instances without(List<Object> those) {
        int first = placeOf(those);
        if (first < 0) {
            return this;
        }
        Object[] left = new Object[all.length - those.size()];
        System.arraycopy(all, 0, left, 0, first);
        System.arraycopy(all, first + those.size(), left, first, left.length - first);
        return new Instances(left);
    }

    /** Two plugins may provide the same instance, so where they all are. */
    private int placeOf(List<Object> those) {
        for (int place = 0; place + those.size() <= all.length; place++) {
            if (areAt(place, those)) {
                return place;
            }
        }
        return -1;
    }

    /** By identity: instances may be equal, and their code is not to be run here. */
    private boolean areAt(int place, List<Object> those) {
        for (int i = 0; i < those.size(); i++) {
            if (all[place + i] != those.get(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Object get(int index) {
        return all[Objects.checkIndex(index, all.length)];
    }

    @Override
    public int size() {
        return all.length;
    }

    @Override
    public Object[] toArray() {
        return Arrays.copyOf(all, all.length);
    }
}
