package io.marketsync.job;

import java.time.Duration;

/** What a handler says at the end of its attempt: how its work came out, or that there will be more of it, or none. */
public sealed interface Ending permits Outcome, Ending.Ended, Ending.CutShort, Ending.Snoozed, Ending.Discarded {

    /** For metrics. */
    String word();

    /**
     * As the outcome says, with a word on it.
     *
     * @param why shown to the seller: what to do
     */
    record Ended(Outcome outcome, String why) implements Ending {

        @Override
        public String word() {
            return outcome.word();
        }
    }

    /**
     * The attempt was asked to end before its work was done, and this job does no more of it: partial. If it was asked because its worker
     * stops, the job goes on elsewhere instead.
     *
     * @param why shown to the seller: what was done, and how the rest follows
     */
    record CutShort(String why) implements Ending {

        @Override
        public String word() {
            return Outcome.PARTIAL.word();
        }
    }

    /**
     * The job goes on after the pause, with another attempt; this one counts as no failure. What was committed is kept.
     *
     * @param pause from a second to 30 days
     * @param why shown to the seller while the job waits
     */
    record Snoozed(Duration pause, String why) implements Ending {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(30);

        public Snoozed {
            if (pause.compareTo(SHORTEST) < 0 || pause.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a job is snoozed for a second to 30 days, not " + pause);
            }
        }

        @Override
        public String word() {
            return "snoozed";
        }
    }

    /**
     * There is nothing left that the job could be for: its shop is gone, its request is void. No other attempt follows.
     *
     * @param why shown to the seller
     */
    record Discarded(String why) implements Ending {

        @Override
        public String word() {
            return "discarded";
        }
    }
}
