package io.marketsync.testing.wrong.marketplace.ozon;

public final class Ozon {}
