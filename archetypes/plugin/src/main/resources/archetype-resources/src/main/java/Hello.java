package ${package};

import ${applicationModule}.api.Greeter;

/** The host makes one instance when it imports the plugin. */
public final class Hello implements Greeter {

    @Override
    public String greet(String name) {
        return "Hello, " + name;
    }
}
