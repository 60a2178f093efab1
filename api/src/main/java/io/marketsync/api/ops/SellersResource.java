package io.marketsync.api.ops;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/ops")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class SellersResource {

    private final SellersAndTokens sellers;
    private final CurrentSeller caller;

    SellersResource(SellersAndTokens sellers, CurrentSeller caller) {
        this.sellers = sellers;
        this.caller = caller;
    }

    @POST
    @Path("/sellers")
    @ResponseStatus(201)
    @Operation(operationId = "createSeller", summary = "Create a seller")
    public SellerView create(@NotNull @Valid NewSellerRequest request) {
        return sellers.createSeller(caller.tokenId(), request);
    }

    @POST
    @Path("/sellers/{seller}/tokens")
    @ResponseStatus(201)
    @Operation(operationId = "createToken", summary = "Create a token of a seller; it is shown this once")
    public IssuedToken createToken(@PathParam("seller") String seller, @NotNull @Valid NewTokenRequest request) {
        return sellers.createToken(caller.tokenId(), seller, request);
    }

    @DELETE
    @Path("/tokens/{token}")
    @Operation(operationId = "revokeToken", summary = "Revoke a token; the next request with it is refused")
    public void revoke(@PathParam("token") String token) {
        sellers.revoke(caller.tokenId(), token);
    }
}
