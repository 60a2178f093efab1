package io.marketsync.api.imports;

import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.ImportPaths;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.operation.Operations;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.imports.ImportRejectStore;
import io.marketsync.imports.Reject;

@Path(ImportPaths.ROOT + "/{operation}/rejects")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Imports")
public class ImportRejectsResource {

    private final ImportRejectStore rejects = new ImportRejectStore();
    private final ApiTransactions transactions;
    private final Operations operations;
    private final CurrentSeller seller;
    private final Paging paging;
    private final ProblemTexts texts;

    ImportRejectsResource(
            ApiTransactions transactions,
            Operations operations,
            CurrentSeller seller,
            Paging paging,
            ProblemTexts texts) {
        this.transactions = transactions;
        this.operations = operations;
        this.seller = seller;
        this.paging = paging;
        this.texts = texts;
    }

    @GET
    @Operation(
            operationId = "listImportRejects",
            summary = "List the rows of a file that were not taken, in the order of the file")
    public RestResponse<Page<ImportRejectView>> list(
            @PathParam("operation") String operation,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        UUID owner = seller.id();
        Language language = Language.negotiate(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        PageRequest page = paging.request(
                limit, cursor, CursorScope.of("import-rejects", owner).with("operation", operation));
        long after = page.after().map(keyset -> keyset.number(0)).orElse(0L);
        List<Reject> rows = transactions.forSeller(
                owner,
                handle -> rejects.page(
                        handle, owner, operations.owned(handle, owner, operation), after, page.fetchSize()));
        RestResponse<Page<ImportRejectView>> answer = paging.answer(
                paging.page(
                        page,
                        rows,
                        reject -> Keyset.of(reject.row()),
                        reject -> ImportRejectView.of(reject, texts, language)),
                uri,
                request);
        answer.getHeaders().putSingle(HttpHeaders.CONTENT_LANGUAGE, language.tag());
        return answer;
    }
}
