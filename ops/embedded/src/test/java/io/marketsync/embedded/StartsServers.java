package io.marketsync.embedded;

import java.nio.file.Path;

/** A process that starts both servers and waits to be killed. */
final class StartsServers {

    private StartsServers() {}

    public static void main(String[] args) throws Exception {
        LocalPostgres.start(Path.of(args[0], "pg"));
        LocalRedis.start(Path.of(args[0], "redis"));
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
