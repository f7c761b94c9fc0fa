package acme.shop;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A shop whose prices and pages depend on plugins. */
@SpringBootApplication
public class ShopApplication {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }

    /** For plugins, too. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
