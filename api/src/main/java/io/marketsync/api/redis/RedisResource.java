package io.marketsync.api.redis;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.marketsync.api.security.Roles;
import io.marketsync.redis.RedisMonitor;

/** What the monitor of this process last saw: nobody waits for Redis here. */
@Path("/api/v1/ops/redis")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class RedisResource {

    private final RedisMonitor monitor;

    RedisResource(RedisMonitor monitor) {
        this.monitor = monitor;
    }

    @GET
    @Operation(operationId = "getRedis", summary = "Read how this process gets on with Redis")
    public RedisView get() {
        return RedisView.of(monitor.status());
    }
}
