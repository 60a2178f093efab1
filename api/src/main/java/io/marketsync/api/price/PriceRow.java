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
import org.hibernate.annotations.Immutable;

import io.marketsync.api.push.PushState;

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

    /**
     * @param state null for any
     * @param after the offer before the page; null for the first one
     */
    static List<PriceRow> page(UUID seller, UUID shop, PushState state, String after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1 and shopId = ?2");
        List<Object> values = new ArrayList<>(List.of(seller, shop));
        if (state != null) {
            query.append(" and ").append(state.condition());
        }
        if (after != null) {
            query.append(" and offerCode > ?3");
            values.add(after);
        }
        return PriceRow.<PriceRow>find(query + " order by offerCode", values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    PushState state() {
        return PushState.of(pending, errorClass);
    }
}
