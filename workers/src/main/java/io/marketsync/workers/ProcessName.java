package io.marketsync.workers;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How a process is called where several are shown. */
final class ProcessName {

    private ProcessName() {}

    static String of(PoolsConfig config) {
        return config.processName()
                .orElseGet(() -> host() + ":" + ProcessHandle.current().pid());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
