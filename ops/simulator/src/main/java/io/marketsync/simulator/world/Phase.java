package io.marketsync.simulator.world;

/** A status with its substatus, and what it means for the goods. */
public enum Phase {
    UNPAID("awaiting_approve", "posting_created", Goods.HELD),
    ACCEPTING("acceptance_in_progress", "posting_acceptance_in_progress", Goods.HELD),
    CREATED("awaiting_packaging", "posting_created", Goods.HELD),
    PACKED("awaiting_deliver", "posting_transferring_to_delivery", Goods.HELD),
    IN_CARRIAGE("awaiting_deliver", "posting_in_carriage", Goods.HELD),
    ARBITRATION("arbitration", "posting_in_arbitration", Goods.HELD),
    NOT_ACCEPTED("not_accepted", "posting_not_in_sort_center", Goods.HELD),
    DRIVER_PICKUP("driver_pickup", "posting_driver_pick_up", Goods.GONE),
    ON_WAY("delivering", "posting_on_way_to_city", Goods.GONE),
    AT_PICKUP_POINT("delivering", "posting_in_pickup_point", Goods.GONE),
    WITH_COURIER("delivering", "posting_in_courier_service", Goods.GONE),
    CLIENT_ARBITRATION("client_arbitration", "posting_in_client_arbitration", Goods.GONE),
    DELIVERED("delivered", "posting_delivered", Goods.GONE),
    RECEIVED("delivered", "posting_received", Goods.GONE),
    CANCELLED("cancelled", "posting_canceled", Goods.RELEASED),
    SPLIT_AWAY("cancelled_from_split_pending", "posting_split_pending", Goods.RELEASED);

    /** Reserved for the buyer, left the warehouse, or given back to the free stock. */
    public enum Goods {
        HELD,
        GONE,
        RELEASED
    }

    private final String status;
    private final String substatus;
    private final Goods goods;

    Phase(String status, String substatus, Goods goods) {
        this.status = status;
        this.substatus = substatus;
        this.goods = goods;
    }

    public String status() {
        return status;
    }

    public String substatus() {
        return substatus;
    }

    public Goods goods() {
        return goods;
    }

    /** Nothing follows a terminal phase, but for {@link #DELIVERED}, which may still become {@link #RECEIVED}. */
    public boolean terminal() {
        return this == DELIVERED || this == RECEIVED || cancelled();
    }

    public boolean cancelled() {
        return goods == Goods.RELEASED;
    }
}
