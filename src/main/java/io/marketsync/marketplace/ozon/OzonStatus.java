package io.marketsync.marketplace.ozon;

import java.util.Map;

import io.marketsync.posting.Stage;

/** Ozon's posting statuses (Seller API, list of FBS and FBO postings). One that is not here is kept and put on hold. */
final class OzonStatus {

    private static final Map<String, Stage> STAGES = Map.ofEntries(
            Map.entry("awaiting_registration", Stage.AWAITING),
            Map.entry("acceptance_in_progress", Stage.AWAITING),
            Map.entry("awaiting_approve", Stage.AWAITING),
            Map.entry("awaiting_verification", Stage.AWAITING),
            Map.entry("awaiting_packaging", Stage.AWAITING),
            Map.entry("awaiting_deliver", Stage.PACKED),
            Map.entry("not_accepted", Stage.DISPUTED),
            Map.entry("arbitration", Stage.DISPUTED),
            Map.entry("client_arbitration", Stage.DISPUTED),
            Map.entry("driver_pickup", Stage.DELIVERING),
            Map.entry("sent_by_seller", Stage.DELIVERING),
            Map.entry("delivering", Stage.DELIVERING),
            Map.entry("delivered", Stage.DELIVERED),
            Map.entry("cancelled", Stage.CANCELLED),
            Map.entry("cancelled_from_split_pending", Stage.SPLIT));

    private OzonStatus() {}

    static Stage stage(String status) {
        return STAGES.getOrDefault(status, Stage.UNKNOWN);
    }
}
