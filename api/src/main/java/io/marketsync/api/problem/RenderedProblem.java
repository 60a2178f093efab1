package io.marketsync.api.problem;

import java.util.Map;

/** A problem ready to be written, the same for JAX-RS and for plain Vert.x answers. */
record RenderedProblem(int status, Map<String, String> headers, byte[] body) {}
