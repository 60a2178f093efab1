package io.marketsync.bench;

/** What a measurement has to say. */
final class Report {

    private Report() {}

    /** One part below the other, and how busy the machine was at the end. */
    static void print(String... parts) {
        // standard output, and no log: this is what the command is called for, and all that it says
        System.out.println(String.join("\n", parts) + "\n" + Machine.loadNow());
    }
}
