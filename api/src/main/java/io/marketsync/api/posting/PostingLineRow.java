package io.marketsync.api.posting;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.Immutable;

/** One offer in a posting. */
@Entity
@Immutable
@Table(name = "posting_line")
@IdClass(PostingLineRow.Key.class)
public class PostingLineRow extends PanacheEntityBase {

    public record Key(UUID shopId, String number, int lineNo) implements Serializable {}

    @Id
    public UUID shopId;

    @Id
    public String number;

    @Id
    public int lineNo;

    public UUID sellerId;
    public String offerCode;
    public Long sku;
    public String name;
    public int quantity;
    public BigDecimal price;
    public String currency;

    /** The lines of these postings by shop and number, with one query. */
    static Map<PostingRow.Key, List<PostingLineRow>> of(UUID seller, List<PostingRow> postings) {
        if (postings.isEmpty()) {
            return Map.of();
        }
        List<UUID> shops =
                postings.stream().map(posting -> posting.shopId).distinct().toList();
        List<String> numbers =
                postings.stream().map(posting -> posting.number).distinct().toList();
        return PostingLineRow.<PostingLineRow>find(
                        "sellerId = ?1 and shopId in ?2 and number in ?3 order by lineNo", seller, shops, numbers)
                .stream()
                .collect(Collectors.groupingBy(line -> new PostingRow.Key(line.shopId, line.number)));
    }
}
