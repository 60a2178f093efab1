package io.marketsync.api.imports;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.MDC;

import io.marketsync.api.ImportPaths;
import io.marketsync.api.operation.OperationAnswers;
import io.marketsync.api.operation.OperationView;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;

@Path(ImportPaths.ROOT)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Imports")
public class ImportsResource {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    /** {@link What}, for {@code @Pattern}. */
    private static final String WHAT = "stock|prices";

    private final Imports imports;
    private final CurrentSeller seller;

    ImportsResource(Imports imports, CurrentSeller seller) {
        this.imports = imports;
        this.seller = seller;
    }

    @POST
    @Consumes({CSV, NDJSON})
    @Operation(operationId = "startImport", summary = "Say stock or prices by a file of up to 50 MB")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response start(
            @QueryParam("what") @NotNull @Pattern(regexp = WHAT) String what,
            @QueryParam("shop") @NotNull String shop,
            @Parameter(required = true) @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context HttpHeaders headers,
            InputStream body) {
        NewImport request = new NewImport(shop, What.of(what), format(headers));
        return OperationAnswers.response(
                imports.start(seller.id(), request, idempotencyKey, body, MDC.get("requestId")));
    }

    /** Other alphabets would spoil codes, and what is packed could be of any size: both are refused. */
    private static Format format(HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        String charset = type.getParameters().getOrDefault(MediaType.CHARSET_PARAMETER, "utf-8");
        String encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        boolean plain =
                encoding == null || encoding.strip().toLowerCase(Locale.ROOT).equals("identity");
        if (!plain || !charset.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
            throw ProblemException.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        }
        return type.getSubtype().equals("csv") ? Format.CSV : Format.NDJSON;
    }
}
