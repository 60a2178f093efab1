package io.marketsync.api.edge;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.arc.properties.IfBuildProperty;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

/** Routes of every kind of protection and failure, for the tests of the edge only. */
@IfBuildProperty(name = "marketsync.test.probe", stringValue = "true")
@Path("/api/v1/probe")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class Probe {

    public enum Color {
        RED,
        GREEN
    }

    public record Item(@NotBlank String sku, @Positive int quantity) {}

    public record Order(
            @NotNull @Size(max = 10) String name,
            @Min(1) @Max(100) Integer amount,
            @Size(max = 3) List<@Valid Item> items,
            Color color) {}

    private final CurrentSeller seller;
    private final Paging paging;

    @Inject
    Probe(CurrentSeller seller, Paging paging) {
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Path("/public")
    @PermitAll
    public Map<String, String> open() {
        return Map.of("requestId", String.valueOf(MDC.get("requestId")));
    }

    @GET
    @Path("/seller")
    @RolesAllowed(Roles.SELLER)
    public Map<String, String> seller() {
        return Map.of("seller", seller.id().toString());
    }

    @GET
    @Path("/ops")
    @RolesAllowed(Roles.OPS)
    public Map<String, String> ops() {
        return Map.of("token", seller.tokenId().toString());
    }

    @GET
    @Path("/both")
    @RolesAllowed({Roles.SELLER, Roles.OPS})
    public Map<String, String> both() {
        return Map.of("seller", seller.id().toString());
    }

    @GET
    @Path("/unannotated")
    public String unannotated() {
        return "nobody may see this";
    }

    @GET
    @Path("/item/{id}")
    @RolesAllowed(Roles.SELLER)
    public Map<String, String> item(@PathParam("id") String id) {
        if (!id.equals("42")) {
            throw ProblemException.of(ProblemCode.SHOP_NOT_FOUND, id);
        }
        return Map.of("id", id);
    }

    @POST
    @Path("/orders")
    @RolesAllowed(Roles.SELLER)
    public Response order(@NotNull @Valid Order order) {
        return Response.accepted(order).build();
    }

    @GET
    @Path("/query")
    @PermitAll
    public Map<String, Integer> query(@QueryParam("depth") @Max(5) int depth) {
        return Map.of("depth", depth);
    }

    @GET
    @Path("/broken")
    @PermitAll
    public String broken() {
        throw new IllegalStateException("secret detail of " + Probe.class.getName());
    }

    @GET
    @Path("/running")
    @PermitAll
    public String running() {
        throw ProblemException.of(ProblemCode.SYNC_ALREADY_RUNNING, "orders.pull")
                .link("operation", "/api/v1/operations/op_1");
    }

    @GET
    @Path("/busy")
    @PermitAll
    public String busy() {
        throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT);
    }

    @GET
    @Path("/list")
    @RolesAllowed(Roles.SELLER)
    public RestResponse<Page<Map<String, Long>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("status") String status,
            @Context UriInfo uri,
            @Context HttpServerRequest http) {
        CursorScope scope = CursorScope.of("probe", seller.id()).with("status", status);
        PageRequest request = paging.request(limit, cursor, scope);
        long first = request.after().map(keyset -> keyset.number(0) + 1).orElse(0L);
        List<Long> rows = IntStream.range(0, request.fetchSize())
                .mapToObj(i -> first + i)
                .filter(row -> row < 120)
                .toList();
        return paging.answer(paging.page(request, rows, Keyset::of, row -> Map.of("id", row)), uri, http);
    }
}
