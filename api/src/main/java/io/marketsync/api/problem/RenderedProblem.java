package io.marketsync.api.problem;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A problem ready to be written, the same for JAX-RS and for plain Vert.x answers. */
record RenderedProblem(int status, Map<String, String> headers, byte[] body) {

    /** The same refusal in the words of another interface. */
    RenderedProblem saying(String json) {
        Map<String, String> others = new LinkedHashMap<>(headers);
        others.put("Content-Type", "application/json");
        others.keySet().removeAll(List.of("Content-Language", "Vary"));
        return new RenderedProblem(status, others, json.getBytes(StandardCharsets.UTF_8));
    }
}
