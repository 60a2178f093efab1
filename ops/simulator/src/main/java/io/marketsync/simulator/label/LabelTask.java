package io.marketsync.simulator.label;

import java.time.Instant;
import java.util.List;

/** A request for the labels of some postings, made by a shop at an instant. {@code file} is the unguessable name of what it prints. */
record LabelTask(long id, String clientId, List<String> postings, Instant createdAt, String file) {}
