package io.marketsync.testing.wrong.nowhere;

public final class HasNoPlace {}
