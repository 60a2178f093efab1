package io.marketsync.api.limit;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/ops/limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class LimitsResource {

    private final Limits limits;
    private final CurrentSeller caller;

    LimitsResource(Limits limits, CurrentSeller caller) {
        this.limits = limits;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getLimits",
            summary = "Read the limits on starts, on jobs that run at once and on those that wait")
    public LimitsView get() {
        return limits.all();
    }

    @PUT
    @Path("/starts/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "setStartLimit", summary = "Set a limit on starts")
    public LimitsView setStarts(@PathParam("name") String name, @NotNull @Valid StartLimitRequest limit) {
        return limits.setStarts(caller.tokenId(), name, limit);
    }

    @DELETE
    @Path("/starts/{name}")
    @Operation(operationId = "removeStartLimit", summary = "Remove a limit on starts that was added")
    public void removeStarts(@PathParam("name") String name) {
        limits.removeStarts(caller.tokenId(), name);
    }

    @PUT
    @Path("/concurrency/{scope}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "setDefaultConcurrency", summary = "Set how many jobs of each seller or shop run at once")
    public LimitsView setDefault(@PathParam("scope") String scope, @NotNull @Valid ConcurrencyRequest limit) {
        return limits.setDefault(caller.tokenId(), scope, limit.running());
    }

    @PUT
    @Path("/concurrency/{scope}/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "setConcurrency", summary = "Set how many jobs of one seller or shop run at once")
    public LimitsView setConcurrency(
            @PathParam("scope") String scope,
            @PathParam("name") String name,
            @NotNull @Valid ConcurrencyRequest limit) {
        return limits.setConcurrency(caller.tokenId(), scope, name, limit.running());
    }

    @DELETE
    @Path("/concurrency/{scope}/{name}")
    @Operation(operationId = "removeConcurrency", summary = "Let the default count again for a seller or shop")
    public void removeConcurrency(@PathParam("scope") String scope, @PathParam("name") String name) {
        limits.removeConcurrency(caller.tokenId(), scope, name);
    }

    @PUT
    @Path("/queues/{queue}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "setQueueBound", summary = "Set how many jobs wait in a queue before more are refused")
    public LimitsView setQueueBound(@PathParam("queue") String queue, @NotNull @Valid QueueBoundRequest bound) {
        return limits.setQueueBound(caller.tokenId(), queue, bound);
    }
}
