package io.marketsync.posting;

import java.util.List;
import java.util.Optional;

/** @param next cursor of the page that follows, empty on the last one */
public record PostingPage(List<Posting> postings, Optional<String> next) {}
