package acme.guava;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.util.concurrent.Futures;
import java.util.concurrent.Callable;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        ListMultimap<String, Integer> map = ArrayListMultimap.create();
        map.put("a", 1);
        map.put("a", 2);
        return Futures.immediateFuture(map).get().toString();
    }
}
