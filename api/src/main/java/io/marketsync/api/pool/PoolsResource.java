package io.marketsync.api.pool;

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

@Path("/api/v1/ops/pools")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class PoolsResource {

    private final PoolSizes sizes;
    private final CurrentSeller caller;

    PoolsResource(PoolSizes sizes, CurrentSeller caller) {
        this.sizes = sizes;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "getPools", summary = "Read which pools are alive, and how wide")
    public PoolsView get() {
        return sizes.all();
    }

    @PUT
    @Path("/{queue}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "setPoolSize", summary = "Set how many jobs of a queue run at once in each process")
    public PoolsView set(@PathParam("queue") String queue, @NotNull @Valid PoolSizeRequest size) {
        return sizes.set(caller.tokenId(), queue, size.slots());
    }

    @DELETE
    @Path("/{queue}")
    @Operation(operationId = "removePoolSize", summary = "Let pools have their configured size again")
    public void remove(@PathParam("queue") String queue) {
        sizes.remove(caller.tokenId(), queue);
    }
}
