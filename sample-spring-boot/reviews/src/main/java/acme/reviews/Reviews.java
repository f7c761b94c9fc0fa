package acme.reviews;

import dev.pluginhost.spring.SpringPlugin;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Its beans are the components of this package. */
public final class Reviews extends SpringPlugin {

    /** For the host. */
    public Reviews() {
        super(Beans.class);
    }

    @Configuration
    @ComponentScan
    static class Beans {}
}
