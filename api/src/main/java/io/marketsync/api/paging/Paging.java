package io.marketsync.api.paging;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.problem.PublicAddress;

/** Keyset paging of lists: reads {@code limit} and {@code cursor}, cuts the page, links to the next one. */
@Singleton
public class Paging {

    private final Cursors cursors;
    private final PublicAddress address;

    @Inject
    Paging(Cursors cursors, PublicAddress address) {
        this.cursors = cursors;
        this.address = address;
    }

    /** Takes the raw query parameters, null when absent; refuses with PAGE_LIMIT, BAD_CURSOR or CURSOR_MISMATCH. */
    public PageRequest request(String limit, String cursor, CursorScope scope) {
        Optional<Keyset> after = Optional.ofNullable(cursor).map(text -> cursors.read(text, scope));
        return new PageRequest(limit(limit), after, scope);
    }

    /**
     * @param rows up to {@link PageRequest#fetchSize()} of them, in the order of the list
     * @param key the sort values of a row, the unique one last
     */
    public <R, T> Page<T> page(PageRequest request, List<R> rows, Function<R, Keyset> key, Function<R, T> view) {
        return page(request, rows, key, view, null);
    }

    /** @param stop where the search for rows ended although there may be more; null when it did not */
    public <R, T> Page<T> page(
            PageRequest request, List<R> rows, Function<R, Keyset> key, Function<R, T> view, Keyset stop) {
        boolean full = rows.size() > request.limit();
        List<R> shown = full ? rows.subList(0, request.limit()) : rows;
        Keyset next = full ? key.apply(shown.get(shown.size() - 1)) : stop;
        String cursor = next == null ? null : cursors.write(next, request.scope());
        return new Page<>(shown.stream().map(view).toList(), cursor, next != null);
    }

    /** 200 with the page, and a Link header to the next one that keeps every other query parameter. */
    public <T> RestResponse<Page<T>> answer(Page<T> page, UriInfo uri, HttpServerRequest request) {
        RestResponse.ResponseBuilder<Page<T>> answer = RestResponse.ResponseBuilder.ok(page);
        if (page.hasMore()) {
            answer.header(HttpHeaders.LINK, "<" + nextUrl(page, uri, request) + ">; rel=\"next\"");
        }
        return answer.build();
    }

    private String nextUrl(Page<?> page, UriInfo uri, HttpServerRequest request) {
        UriBuilder next = uri.getRequestUriBuilder().replaceQueryParam("cursor", page.nextCursor());
        URI built = next.build();
        return address.origin(request) + built.getRawPath() + "?" + built.getRawQuery();
    }

    private static int limit(String text) {
        if (text == null) {
            return PageRequest.DEFAULT_LIMIT;
        }
        // Three digits at most: Integer.parseInt would also take signs and other scripts' digits.
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > PageRequest.MAX_LIMIT) {
            throw ProblemException.of(ProblemCode.PAGE_LIMIT, 1, PageRequest.MAX_LIMIT);
        }
        return limit;
    }
}
