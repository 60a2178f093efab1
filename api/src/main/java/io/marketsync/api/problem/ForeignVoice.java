package io.marketsync.api.problem;

import java.util.Optional;

/** Words refusals for callers who know no problems, because they speak to us as to any other server of their own interface. */
public interface ForeignVoice {

    /**
     * @param detail what a problem would say
     * @return the JSON of the answer; empty for a path that is not such a caller's
     */
    Optional<String> refusal(String path, ProblemException refusal, String detail);
}
