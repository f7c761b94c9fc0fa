package acme.boot;

import acme.probe.Place;
import acme.probe.Probe;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;

/** Makes the checks as soon as Spring has started it. */
public class BootApplication implements CommandLineRunner {

    @Override
    public void run(String... args) throws Exception {
        new Probe(Place.of(args), System.out::println).run();
    }

    public static void main(String[] args) {
        SpringApplication.run(BootApplication.class, args);
    }
}
