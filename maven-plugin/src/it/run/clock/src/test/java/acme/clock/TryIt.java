package acme.clock;

import acme.application.Main;

public final class TryIt {

    private TryIt() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("The test has " + System.getProperty("acme.words"));
        Main.main(arguments);
    }
}
