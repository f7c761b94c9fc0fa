package acme.home.api;

import java.util.List;

/** Connects the house to a device or a service. Each of its platforms is a plugin of its own. */
public interface Integration {

    /** The last part of its module's name. */
    String name();

    /** Its platforms: platform {@code p} of integration {@code i} is the module {@code acme.i.p}. */
    List<String> platforms();
}
