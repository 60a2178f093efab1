package io.marketsync.api.problem;

/** What a problem must know of the request it answers: its id, the origin of absolute links, the language. */
record RequestFacts(String requestId, String origin, Language language) {}
