package io.marketsync.simulator.http;

import java.util.Map;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.fault.FaultPlan;
import io.marketsync.simulator.http.Reply.Delivery;
import io.marketsync.simulator.label.LabelDesk;
import io.marketsync.simulator.label.LabelDesk.Printed;
import io.marketsync.simulator.world.WorldClock;

/** Gives printed labels to whoever knows their names, as the marketplace's network of files does. Faults strike here, too. */
public final class PrintedFiles {

    public static final String PREFIX = "/files/";

    private static final String PDF = ".pdf";

    private final LabelDesk desk;
    private final FaultPlan faults;
    private final WorldClock clock;

    public PrintedFiles(LabelDesk desk, FaultPlan faults, WorldClock clock) {
        this.desk = desk;
        this.faults = faults;
        this.clock = clock;
    }

    public Reply answer(Request request) {
        try {
            Printed printed = find(request);
            return Faults.around(
                    faults.strike(request.path(), printed.clientId()),
                    () -> new Reply(200, Map.of("Content-Type", "application/pdf"), printed.pdf(), Delivery.WHOLE));
        } catch (Refusal refusal) {
            return Reply.refusal(refusal);
        }
    }

    private Printed find(Request request) {
        String path = request.path();
        if (!request.method().equals("GET") || !path.endsWith(PDF)) {
            throw Refusal.notFound("no such file");
        }
        return desk.file(path.substring(PREFIX.length(), path.length() - PDF.length()), clock.now())
                .orElseThrow(() -> Refusal.notFound("no such file"));
    }
}
