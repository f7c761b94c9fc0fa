package acme.home.scenario;

import acme.home.api.Reading;
import acme.home.api.Sensor;
import acme.home.api.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stores in one plugin what another one measured. */
final class StoreReading implements Step {

    @Override
    public String title() {
        return "A reading goes to the database and comes back";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        Reading reading = hub.service(Sensor.class).read();
        Store store = hub.service(Store.class);
        return hub.offTheLoop(() -> saveAndReadBack(store, reading, hub))
                .thenAcceptAsync(
                        back -> hub.checks()
                                .that("what comes back is what was saved", back.equals(Optional.of(reading))),
                        hub.loop());
    }

    private static Optional<Reading> saveAndReadBack(Store store, Reading reading, Hub hub) {
        store.save(reading);
        Optional<Reading> back = store.latest(reading.sensor());
        hub.screen().say("%s, reading no. %d: %s", store.engine(), store.count(), back.orElseThrow());
        return back;
    }
}
