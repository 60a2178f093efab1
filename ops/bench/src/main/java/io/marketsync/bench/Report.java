package io.marketsync.bench;

/** What a measurement has to say: it is a command, and this is its output. */
final class Report {

    private Report() {}

    /** One part below the other, and how busy the machine was at the end. */
    static void print(String... parts) {
        System.out.println(String.join("\n", parts) + "\n" + Machine.loadNow());
    }
}
