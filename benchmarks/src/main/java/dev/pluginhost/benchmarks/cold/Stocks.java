package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.corpus.Stock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The plugins of each setting. Immutable. */
final class Stocks {

    private static final long SEED = 1000;

    private final Map<Setting, Stock> stocks;

    private Stocks(Map<Setting, Stock> stocks) {
        this.stocks = stocks;
    }

    /** Makes them below an empty directory. */
    static Stocks make(Options options, Path directory) throws IOException {
        Map<Setting, Stock> stocks = new LinkedHashMap<>();
        for (Shape shape : options.shapes()) {
            Stock stock = Stock.make(directory.resolve(shape.key()), SEED, options.plugins(), shape.mostRequired());
            if (options.contenders().contains(Variant.LAYRRY)) {
                LayrryApplication.make(stock.jars());
            }
            for (Task task : Task.values()) {
                stocks.put(new Setting(shape, task), stock);
            }
        }
        for (Setting setting : Setting.of(options)) {
            if (setting.task() == Task.ONE_OF_MANY) {
                Stock few = new Stocks(stocks).of(setting);
                stocks.put(setting, few.amongMore(directory.resolve(setting.key()), options.many()));
            }
        }
        return new Stocks(stocks);
    }

    Stock of(Setting setting) {
        Stock stock = stocks.get(setting);
        if (stock == null) {
            throw new IllegalArgumentException(setting.toString());
        }
        return stock;
    }

    /** What a contender has to come to. */
    long expected(Setting setting) {
        Stock stock = of(setting);
        return setting.task() == Task.ALL ? stock.sum() : stock.total(stock.one());
    }
}
