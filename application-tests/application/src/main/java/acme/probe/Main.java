package acme.probe;

/** Starts the checks from a command line. */
public final class Main {

    private Main() {}

    /** Takes the directory of plugins, a working directory and, if it is not in that, the directory of the index. */
    public static void main(String[] args) throws Exception {
        Probe probe = new Probe(Place.of(args), System.out::println);
        probe.run();
        System.out.println("rule holds: " + probe.rule());
    }
}
