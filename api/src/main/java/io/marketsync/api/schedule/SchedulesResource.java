package io.marketsync.api.schedule;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path(SchedulesResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class SchedulesResource {

    static final String PATH = "/api/v1/ops/schedules";

    private static final Keyset START = Keyset.of("");
    private static final int RUNS_WITHIN_SECONDS = 1;

    private final Schedules schedules;
    private final CurrentSeller caller;
    private final Paging paging;

    SchedulesResource(Schedules schedules, CurrentSeller caller, Paging paging) {
        this.schedules = schedules;
        this.caller = caller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listSchedules", summary = "List the schedules of cron, and how fresh they keep shops")
    public RestResponse<Page<ScheduleView>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        PageRequest page = paging.request(limit, cursor, CursorScope.of("schedules", null));
        Keyset after = page.after().orElse(START);
        var rows = schedules.page(caller.tokenId(), after.text(0), page.fetchSize());
        Page<ScheduleView> answer = paging.page(page, rows, row -> Keyset.of(row.name()), ScheduleView::of);
        return paging.answer(answer, uri, request);
    }

    @GET
    @Path("/{schedule}")
    @Operation(operationId = "getSchedule", summary = "Read a schedule")
    public ScheduleView get(@PathParam("schedule") String schedule) {
        return schedules.get(caller.tokenId(), schedule);
    }

    @POST
    @Path("/{schedule}/trigger")
    @Operation(operationId = "triggerSchedule", summary = "Let a schedule tick once, at once")
    @APIResponseSchema(value = ScheduleView.class, responseCode = "202")
    public Response trigger(@PathParam("schedule") String schedule) {
        ScheduleView triggered = schedules.trigger(caller.tokenId(), schedule);
        return Response.accepted(triggered)
                .header(HttpHeaders.LOCATION, PATH + "/" + triggered.name())
                .header(HttpHeaders.RETRY_AFTER, RUNS_WITHIN_SECONDS)
                .build();
    }
}
