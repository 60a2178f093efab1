package io.marketsync.api.label;

import java.util.HexFormat;
import java.util.UUID;

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
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
import io.marketsync.label.LabelStore.Stored;

/** Files have names and addresses of buyers: they are for their seller alone, and no cache in between keeps them. */
@Path("/api/v1/shops/{shop}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Labels")
public class LabelsResource {

    private static final String PDF = "application/pdf";

    /** The seller's own program may keep it, and asks each time whether it is still the same. */
    private static final String PRIVATE = "private, no-cache";

    private static final String STATE = "(wanted|asked|stored|refused|quarantined)";
    private static final String STATES = STATE + "(," + STATE + "){0,4}";

    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;
    private final LabelFiles files;

    LabelsResource(ApiTransactions transactions, CurrentSeller seller, Paging paging, LabelFiles files) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
        this.files = files;
    }

    @GET
    @Path("/labels")
    @Operation(operationId = "listLabels", summary = "List the labels of a shop's postings, by number")
    public RestResponse<Page<LabelView>> list(
            @PathParam("shop") String shop,
            @QueryParam("state") @Pattern(regexp = STATES) String state,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope =
                CursorScope.of("labels", seller.id()).with("shop", shop).with("state", state);
        PageRequest page = paging.request(limit, cursor, scope);
        UUID owner = seller.id();
        Page<LabelView> read = transactions.forSeller(owner, handle -> {
            UUID of = Shops.owned(owner, shop).id;
            String after = page.after().map(keyset -> keyset.text(0)).orElse(null);
            return paging.page(
                    page,
                    LabelRow.page(owner, of, state, after, page.fetchSize()),
                    row -> Keyset.of(row.number),
                    LabelView::of);
        });
        return paging.answer(read, uri, request);
    }

    @GET
    @Path("/postings/{posting}/label")
    @Produces(PDF)
    @Operation(operationId = "getLabel", summary = "Read the label of a posting as a PDF")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = PDF, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response get(
            @PathParam("shop") String shop, @PathParam("posting") String posting, @Context Request conditions) {
        Stored label = files.one(seller.id(), shop, posting);
        EntityTag tag = new EntityTag(HexFormat.of().formatHex(label.sha256()));
        ResponseBuilder unchanged = conditions.evaluatePreconditions(tag);
        return (unchanged != null ? unchanged : file(label.pdf(), "label-" + label.number()))
                .tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, PRIVATE)
                .build();
    }

    @POST
    @Path("/labels/print")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(PDF)
    @Operation(operationId = "printLabels", summary = "Read the labels of up to 100 postings as one PDF")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = PDF, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response print(@PathParam("shop") String shop, @NotNull @Valid PrintRequest request) {
        return file(files.joined(seller.id(), shop, request), "labels").build();
    }

    /** @param name of a posting number or a word of ours; what a header could not have is replaced */
    private static ResponseBuilder file(byte[] pdf, String name) {
        return Response.ok(pdf, PDF)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + ".pdf\"");
    }
}
