package io.marketsync.api.price;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

import io.marketsync.api.paging.Keyset;
import io.marketsync.api.push.PushFilter;
import io.marketsync.api.push.PushState;
import io.marketsync.price.PriceStore;

/** A price as its seller reads it; written by {@code PriceStore}. */
@Entity
@Immutable
@Table(name = "price")
@IdClass(PriceRow.Key.class)
public class PriceRow extends PanacheEntityBase {

    public record Key(UUID shopId, String offerCode) implements Serializable {}

    @Id
    public UUID shopId;

    @Id
    public String offerCode;

    public UUID sellerId;
    public BigDecimal price;
    public BigDecimal oldPrice;
    public BigDecimal minimumPrice;
    public String currency;
    public long version;
    public BigDecimal sentPrice;
    public BigDecimal sentOldPrice;
    public BigDecimal sentMinimumPrice;
    public String sentCurrency;
    public Instant sentAt;
    public BigDecimal confirmedPrice;
    public BigDecimal confirmedOldPrice;
    public BigDecimal confirmedMinimumPrice;
    public String confirmedCurrency;
    public Instant confirmedAt;
    public boolean pending;
    public Instant dueAt;
    public String errorClass;
    public String errorCode;
    public String error;
    public Instant changedAt;

    @Formula(PriceStore.IS_DUE)
    public boolean due;

    @Formula(PriceStore.URGENCY)
    public int urgency;

    /** @param after the {@link #place} of the row before the page; null for the first one */
    static List<PriceRow> page(UUID seller, UUID shop, PushFilter filter, Keyset after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1 and shopId = ?2").append(filter.condition());
        List<Object> values = new ArrayList<>(List.of(seller, shop));
        if (after != null && filter.byUrgency()) {
            query.append(" and (urgency, changedAt, offerCode) > (?3, ?4, ?5)");
            values.addAll(List.of((int) after.number(0), after.instant(1), after.text(2)));
        } else if (after != null) {
            query.append(" and offerCode > ?3");
            values.add(after.text(0));
        }
        return PriceRow.<PriceRow>find(query + filter.order("offerCode"), values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    /** Its sort values in a list of that filter. */
    Keyset place(PushFilter filter) {
        return filter.byUrgency() ? Keyset.of(urgency, changedAt, offerCode) : Keyset.of(offerCode);
    }

    PushState state() {
        return PushState.of(pending, errorClass);
    }
}
