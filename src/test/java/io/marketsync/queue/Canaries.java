package io.marketsync.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jobrunr.jobs.states.AbstractJobState;
import org.jobrunr.jobs.states.StateName;

/** Classes that sing when they are initialised: of every shape that a hostile row could name. */
final class Canaries {

    static final List<String> SUNG = new CopyOnWriteArrayList<>();

    private Canaries() {}

    static String name(Class<?> canary) {
        return canary.getName();
    }

    static final class Control {
        static {
            SUNG.add("Control");
        }

        private Control() {}
    }

    public static final class Plain implements Runnable {
        static {
            SUNG.add("Plain");
        }

        public static final Plain FIELD = new Plain();

        public String text;

        @Override
        public void run() {
            SUNG.add("Plain.run");
        }

        public static void call() {
            SUNG.add("Plain.call");
        }
    }

    public static final class Failure extends RuntimeException {
        static {
            SUNG.add("Failure");
        }

        public Failure(String message) {
            super(message);
        }
    }

    public static final class State extends AbstractJobState {
        static {
            SUNG.add("State");
        }

        public State() {
            super(StateName.ENQUEUED);
        }
    }

    public static final class Collection extends ArrayList<String> {
        static {
            SUNG.add("Collection");
        }
    }

    public static final class Numeric extends Number {
        static {
            SUNG.add("Numeric");
        }

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            return 0;
        }
    }
}
