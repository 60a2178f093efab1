package io.marketsync.api.deadletter;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.deadletter.DeadLetterStore.Place;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/ops/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class DeadLettersResource {

    private final DeadLetters letters;
    private final CurrentSeller caller;
    private final Paging paging;

    DeadLettersResource(DeadLetters letters, CurrentSeller caller, Paging paging) {
        this.letters = letters;
        this.caller = caller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listDeadLetters", summary = "List dead letters of all sellers, the youngest first")
    public RestResponse<Page<DeadLetterView>> list(
            @QueryParam("kind") @Pattern(regexp = DeadLetterFilter.KIND) String kind,
            @QueryParam("reason") @Pattern(regexp = DeadLetterFilter.REASON) String reason,
            @QueryParam("seller") String seller,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope = CursorScope.of("dead-letters", null)
                .with("kind", kind)
                .with("reason", reason)
                .with("seller", seller);
        PageRequest page = paging.request(limit, cursor, scope);
        Place after = page.after()
                .map(keyset -> new Place(keyset.instant(0), keyset.uuid(1)))
                .orElse(null);
        var rows = letters.page(caller.tokenId(), new DeadLetterFilter(kind, reason, seller), after, page.fetchSize());
        Page<DeadLetterView> answer =
                paging.page(page, rows, row -> Keyset.of(row.deadSince(), row.id()), DeadLetterView::of);
        return paging.answer(answer, uri, request);
    }

    @POST
    @Path("/{letter}/retry")
    @Operation(operationId = "retryDeadLetter", summary = "Put a dead letter back into its queue")
    public BatchView retry(@PathParam("letter") String letter) {
        return letters.retry(caller.tokenId(), letter);
    }

    @POST
    @Path("/{letter}/discard")
    @Operation(operationId = "discardDeadLetter", summary = "Give up a dead letter")
    public BatchView discard(@PathParam("letter") String letter) {
        return letters.discard(caller.tokenId(), letter);
    }

    @POST
    @Path("/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "retryDeadLetters", summary = "Put a batch of dead letters back into their queues")
    public BatchView retryAll(@NotNull @Valid DeadLetterFilter filter) {
        return letters.retryAll(caller.tokenId(), filter);
    }

    @POST
    @Path("/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "discardDeadLetters", summary = "Give up a batch of dead letters")
    public BatchView discardAll(@NotNull @Valid DeadLetterFilter filter) {
        return letters.discardAll(caller.tokenId(), filter);
    }
}
