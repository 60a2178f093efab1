package io.marketsync.api.label;

import java.io.Serializable;
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

/** A label as its seller reads it, without its file; written by {@code LabelStore}. */
@Entity
@Immutable
@Table(name = "label")
@IdClass(LabelRow.Key.class)
public class LabelRow extends PanacheEntityBase {

    public record Key(UUID shopId, String number) implements Serializable {}

    @Id
    public UUID shopId;

    @Id
    public String number;

    public UUID sellerId;
    public String state;
    public Instant wantedAt;
    public Instant nextTryAt;
    public String errorCode;
    public String error;
    public Instant storedAt;
    public Integer size;
    public Instant expiresAt;

    /**
     * By posting number.
     *
     * @param states with commas in between; null for any
     * @param after null for the first page
     */
    static List<LabelRow> page(UUID seller, UUID shop, String states, String after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1 and shopId = ?2");
        List<Object> values = new ArrayList<>(List.of(seller, shop));
        if (states != null) {
            values.add(List.of(states.split(",")));
            query.append(" and state in ?").append(values.size());
        }
        if (after != null) {
            values.add(after);
            query.append(" and number > ?").append(values.size());
        }
        return LabelRow.<LabelRow>find(query + " order by number", values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    boolean stored() {
        return state.equals("stored");
    }
}
