package io.marketsync.queue;

import java.util.LinkedHashMap;
import java.util.Map;

/** States that we never write: from those of a good row. */
final class HostileStates {

    private HostileStates() {}

    /** By what they try. */
    static Map<String, String> of(String good) {
        Map<String, String> hostile = new LinkedHashMap<>();
        hostile.put("no state", "");
        hostile.put("a state of another letter", good + ",[\"X\",1]");
        hostile.put("a class for a letter", good + ",[\"" + HostileJson.PLAIN + "\",1]");
        hostile.put("a class for a state", good + ",{\"@class\":\"" + HostileJson.PLAIN + "\"}");
        hostile.put("a state without its time", good + ",[\"E\"]");
        hostile.put("a state at a time no clock shows", good + ",[\"E\",9223372036854775807999]");
        hostile.put("a state after the last day", good + ",[\"E\",9223372036854775807]");
        hostile.put("due at a time no column holds", "[\"A\",1,300000000000000000,\"x\"]," + good);
        hostile.put("a text that is an object", "[\"D\",1,{\"@class\":\"" + HostileJson.PLAIN + "\"}]," + good);
        hostile.put("huge", good + (",[\"E\",1]").repeat(10_000));
        hostile.put("deep", "[".repeat(5_000) + "]".repeat(5_000));
        hostile.put("more than states", good + "],[\"E\",1]");
        return hostile;
    }
}
