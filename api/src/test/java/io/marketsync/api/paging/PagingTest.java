package io.marketsync.api.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;
import io.marketsync.api.problem.ProblemCode;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class PagingTest {

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @Test
    void followingTheLinksShowsEveryRowOnce() {
        List<Integer> seen = new ArrayList<>();
        String target = "/api/v1/probe/list?limit=50&status=new%20and%26old";
        for (int page = 0; page < 3; page++) {
            Reply reply = list(target);
            reply.json().path("items").forEach(item -> seen.add(item.path("id").asInt()));
            boolean last = page == 2;
            assertThat(reply.json().path("hasMore").asBoolean()).isEqualTo(!last);
            assertThat(reply.json().path("nextCursor").isNull()).isEqualTo(last);
            target = last ? null : next(reply);
        }
        assertThat(seen).hasSize(120).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void defaultIsFifty() {
        assertThat(list("/api/v1/probe/list").json().path("items")).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "%2B5", "1.5", "ten", "99999999999", "%D9%A1"})
    void limitOutOfRangeIsRefused(String limit) {
        Reply reply = list("/api/v1/probe/list?limit=" + limit);

        assertThatProblem(reply).is(ProblemCode.PAGE_LIMIT);
        assertThat(reply.json().path("detail").asText()).contains("1", "100");
    }

    @Test
    void cursorOfOtherFiltersIsRefused() {
        String cursor =
                list("/api/v1/probe/list?status=new").json().path("nextCursor").asText();

        assertThatProblem(list("/api/v1/probe/list?status=old&cursor=" + cursor))
                .is(ProblemCode.CURSOR_MISMATCH);
        assertThatProblem(list("/api/v1/probe/list?cursor=" + cursor)).is(ProblemCode.CURSOR_MISMATCH);
        assertThat(list("/api/v1/probe/list?status=new&limit=7&cursor=" + cursor)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%00", "%F0%9F%98%80", "AAAA"})
    void garbageCursorIsRefused(String cursor) {
        assertThatProblem(list("/api/v1/probe/list?cursor=" + cursor)).is(ProblemCode.BAD_CURSOR);
    }

    private Reply list(String target) {
        return wire.get(target, "Authorization: Bearer " + tokens.seller());
    }

    private static String next(Reply reply) {
        Matcher link = Pattern.compile("<http://[^/]+(/[^>]+)>; rel=\"next\"").matcher(reply.header("Link"));
        assertThat(link.matches()).as(reply.header("Link")).isTrue();
        return link.group(1);
    }
}
