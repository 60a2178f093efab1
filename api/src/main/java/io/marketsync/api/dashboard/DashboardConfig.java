package io.marketsync.api.dashboard;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The JobRunr dashboard for ops, on loopback only: reach it through an SSH tunnel or a proxy that authenticates. */
@ConfigMapping(prefix = "marketsync.dashboard")
public interface DashboardConfig {

    @WithDefault("true")
    boolean enabled();

    /** 0 picks a free one. */
    @WithDefault("8000")
    int port();

    /** How long a session lasts after its ops token was entered. */
    @WithDefault("PT8H")
    Duration session();
}
