package io.marketsync.simulator.world;

import java.util.List;

/** A place that goods are shipped from: the seller's own (FBS) or the marketplace's (FBO). */
public record Warehouse(long id, String name, String status, String address) {

    public static final String CREATED = "created";
    public static final String DISABLED = "disabled";

    /** The marketplace's own warehouses; sellers see them in FBO postings only. */
    public static final List<Warehouse> FULFILMENT = List.of(
            new Warehouse(15431806189000L, "ХОРУГВИНО_РФЦ", CREATED, "Московская область, Солнечногорск, Хоругвино"),
            new Warehouse(
                    17717042026000L, "САНКТ_ПЕТЕРБУРГ_РФЦ", CREATED, "Санкт-Петербург, Петро-Славянка, Софийская 118"),
            new Warehouse(
                    18044249781000L, "КАЗАНЬ_РФЦ_НОВЫЙ", CREATED, "Татарстан, Зеленодольский район, Новониколаевский"));

    /** Stock can be pushed to an active warehouse only. */
    public boolean active() {
        return CREATED.equals(status);
    }
}
