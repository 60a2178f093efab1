package io.marketsync.simulator.stock;

import io.marketsync.simulator.world.Dice;

/** The free stock at the epoch, from the seed. */
record FirstStock(long seed) {

    /** One in ten begins empty; a shop knows such products too. */
    long of(Pair pair) {
        if (!pair.product().onSale()) {
            return 0;
        }
        Dice dice = Dice.of(seed, pair.warehouseId(), pair.product().index(), 's');
        return dice.chance(0.1) ? 0 : dice.between(1, 300);
    }
}
