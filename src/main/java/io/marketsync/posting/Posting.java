package io.marketsync.posting;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * One shipment unit of a marketplace order, as the marketplace last told it.
 *
 * @param number unique in its shop
 * @param status the marketplace's own word
 * @param stage what that word means to us
 * @param parentNumber of the posting this one was split from, or null
 * @param inProcessAt when the marketplace began to process it; null before a late payment
 * @param warehouseCode where the seller ships it from, as the marketplace names it; null when the marketplace ships
 * @param leftAt when its goods left the warehouse; null while they are there, or never left
 * @param raw the marketplace's JSON, kept as it came
 */
public record Posting(
        String number,
        Scheme scheme,
        String status,
        String substatus,
        Stage stage,
        String orderNumber,
        String parentNumber,
        Instant inProcessAt,
        Instant shipmentDate,
        String trackingNumber,
        String warehouseCode,
        Instant leftAt,
        List<PostingLine> lines,
        String raw) {

    private static final char UNIT = '\u001f';
    private static final char RECORD = '\u001e';

    /** Of what we understand of the posting, so that neither another shape nor another order of the same facts is a change. */
    public byte[] contentHash() {
        String header = join(
                number,
                scheme,
                status,
                stage,
                substatus,
                orderNumber,
                parentNumber,
                inProcessAt,
                shipmentDate,
                trackingNumber,
                warehouseCode,
                leftAt);
        String content = lines.stream()
                .map(Posting::content)
                .collect(Collectors.joining(String.valueOf(RECORD), header + RECORD, ""));
        return DigestUtils.sha256(content);
    }

    /** Sum of the priced lines, null when none is priced, or when they are of several currencies. */
    public BigDecimal total() {
        if (currencies().size() > 1) {
            return null;
        }
        return lines.stream()
                .filter(line -> line.price() != null)
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal::add)
                .orElse(null);
    }

    /** Of all of its lines, null when they say none, or several. */
    public String currency() {
        List<String> all = currencies();
        return all.size() == 1 ? all.getFirst() : null;
    }

    private List<String> currencies() {
        return lines.stream()
                .map(PostingLine::currency)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static String content(PostingLine line) {
        BigDecimal price = line.price() == null ? null : line.price().stripTrailingZeros();
        return join(
                line.offerCode(),
                line.sku(),
                line.name(),
                line.quantity(),
                price == null ? null : price.toPlainString(),
                line.currency());
    }

    private static String join(Object... parts) {
        return Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining(String.valueOf(UNIT)));
    }
}
