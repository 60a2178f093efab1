package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the fate of a posting when it is placed. Nothing happens later than 12 days after that: at most 2 days unpaid, 1.5 days
 * of packing, 1 day of waiting, 6 days on the road; a late cancellation comes up to 10 days after placing.
 */
final class Lifecycle {

    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;
    private static final Duration LATEST_CANCEL = Duration.ofDays(10);
    private static final int CANCELLED_EARLY = 6;
    private static final int CANCELLED_LATE = 12;

    private final Dice dice;
    private final Scheme scheme;
    private final List<Transition> transitions = new ArrayList<>(8);
    private int clock;

    private Lifecycle(Dice dice, Scheme scheme) {
        this.dice = dice;
        this.scheme = scheme;
    }

    static Timeline fbs(Dice dice, Instant placedAt) {
        Lifecycle life = new Lifecycle(dice, Scheme.FBS);
        int paidAfter = life.payment();
        int fate = dice.between(0, 99);
        life.packing(fate < CANCELLED_EARLY);
        life.road(fate < CANCELLED_LATE);
        return new Timeline(placedAt, paidAfter, List.copyOf(life.transitions));
    }

    static Timeline fbo(Dice dice, Instant placedAt) {
        Lifecycle life = new Lifecycle(dice, Scheme.FBO);
        int fate = dice.between(0, 99);
        life.enter(Phase.CREATED);
        life.after(HOUR, 20 * HOUR);
        if (fate < CANCELLED_EARLY) {
            life.enter(Phase.CANCELLED);
        } else {
            life.enter(Phase.PACKED);
            life.after(HOUR, 10 * HOUR);
            life.road(fate < CANCELLED_LATE);
        }
        return new Timeline(placedAt, 0, List.copyOf(life.transitions));
    }

    /** A child starts where the split left its goods: to be packed. It has been paid with its parent. */
    static Timeline child(Dice dice, Instant placedAt, int splitAfter) {
        Lifecycle life = new Lifecycle(dice, Scheme.FBS);
        life.clock = splitAfter;
        int fate = dice.between(0, 99);
        life.enter(Phase.CREATED);
        life.after(2 * HOUR, 36 * HOUR);
        life.leave(fate < CANCELLED_EARLY);
        life.road(fate < CANCELLED_LATE);
        return new Timeline(placedAt, 0, List.copyOf(life.transitions));
    }

    /** Three in a hundred pay late; until then the marketplace shows no {@code in_process_at}. */
    private int payment() {
        if (!dice.chance(0.03)) {
            return 0;
        }
        enter(Phase.UNPAID);
        after(20 * MINUTE, 2 * DAY);
        return clock;
    }

    private void packing(boolean cancelled) {
        if (dice.chance(0.1)) {
            enter(Phase.ACCEPTING);
            after(MINUTE, 30 * MINUTE);
        }
        enter(Phase.CREATED);
        after(2 * HOUR, 36 * HOUR);
        leave(cancelled);
    }

    private void leave(boolean cancelled) {
        if (cancelled && dice.chance(0.6)) {
            enter(Phase.CANCELLED);
            return;
        }
        enter(Phase.PACKED);
        after(HOUR, 12 * HOUR);
        if (cancelled) {
            enter(Phase.CANCELLED);
            return;
        }
        handOver();
    }

    private void handOver() {
        enter(Phase.IN_CARRIAGE);
        after(HOUR, 8 * HOUR);
        if (dice.chance(0.02)) {
            enter(dice.chance(0.5) ? Phase.NOT_ACCEPTED : Phase.ARBITRATION);
            after(HOUR, 4 * HOUR);
        }
    }

    private void road(boolean cancelled) {
        if (ended()) {
            return;
        }
        enter(seldom(0.03) ? Phase.DRIVER_PICKUP : Phase.ON_WAY);
        after(12 * HOUR, 3 * DAY);
        if (cancelled && dice.chance(0.5)) {
            cancelLate();
            return;
        }
        enter(dice.chance(0.7) ? Phase.AT_PICKUP_POINT : Phase.WITH_COURIER);
        if (cancelled) {
            cancelLate();
            return;
        }
        after(2 * HOUR, 2 * DAY);
        arrive();
    }

    private void arrive() {
        if (seldom(0.01)) {
            enter(Phase.CLIENT_ARBITRATION);
            after(HOUR, DAY);
        }
        enter(Phase.DELIVERED);
        if (dice.chance(0.3)) {
            after(HOUR, 12 * HOUR);
            enter(Phase.RECEIVED);
        }
    }

    private void cancelLate() {
        int latest = (int) LATEST_CANCEL.toSeconds();
        clock = Math.max(clock + HOUR, dice.between(Math.min(clock + HOUR, latest), latest));
        enter(Phase.CANCELLED);
    }

    /** FBO postings know the plain statuses only. */
    private boolean seldom(double probability) {
        return scheme == Scheme.FBS && dice.chance(probability);
    }

    private boolean ended() {
        return transitions.getLast().phase().terminal();
    }

    private void enter(Phase phase) {
        transitions.add(new Transition(clock, phase));
    }

    private void after(int least, int most) {
        clock += dice.between(least, most);
    }
}
