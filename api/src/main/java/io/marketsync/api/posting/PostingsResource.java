package io.marketsync.api.posting;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.api.shop.Shops;

@Path("/api/v1/postings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Postings")
public class PostingsResource {

    /** How a missing time is written into a cursor. */
    private static final String NO_TIME = "null";

    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;

    PostingsResource(ApiTransactions transactions, CurrentSeller seller, Paging paging) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listPostings", summary = "List own postings, newest first")
    public RestResponse<Page<PostingView>> list(
            @QueryParam("shop") String shop,
            @QueryParam("scheme") @Pattern(regexp = "fbs|fbo") String scheme,
            @QueryParam("status") @Pattern(regexp = "[A-Za-z0-9_.-]{1,60}") String status,
            @QueryParam("onHold") @Pattern(regexp = "true|false") String onHold,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope = CursorScope.of("postings", seller.id())
                .with("shop", shop)
                .with("scheme", scheme)
                .with("status", status)
                .with("onHold", onHold);
        PageRequest page = paging.request(limit, cursor, scope);
        Boolean held = onHold == null ? null : Boolean.valueOf(onHold);
        return paging.answer(read(page, shop, scheme, status, held), uri, request);
    }

    private Page<PostingView> read(PageRequest page, String shop, String scheme, String status, Boolean onHold) {
        UUID owner = seller.id();
        return transactions.forSeller(owner, handle -> {
            UUID shopId = shop == null ? null : Shops.owned(owner, shop).id;
            PostingRow.Filter filter = new PostingRow.Filter(shopId, scheme, status, onHold);
            PostingRow.Place after = page.after().map(PostingsResource::place).orElse(null);
            List<PostingRow> rows = PostingRow.page(owner, filter, after, page.fetchSize());
            Map<PostingRow.Key, List<PostingLineRow>> lines = PostingLineRow.of(owner, rows);
            return paging.page(
                    page,
                    rows,
                    PostingsResource::keyset,
                    row -> PostingView.of(
                            row, lines.getOrDefault(new PostingRow.Key(row.shopId, row.number), List.of())));
        });
    }

    private static Keyset keyset(PostingRow row) {
        return Keyset.of(row.inProcessAt == null ? NO_TIME : row.inProcessAt, row.shopId, row.number);
    }

    private static PostingRow.Place place(Keyset keyset) {
        return new PostingRow.Place(
                keyset.text(0).equals(NO_TIME) ? null : keyset.instant(0), keyset.uuid(1), keyset.text(2));
    }
}
