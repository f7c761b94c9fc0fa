package ${package}.api;

/** What a plugin provides. */
public interface Greeter {
    String greet(String name);
}
