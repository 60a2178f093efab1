package io.marketsync.simulator.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Dice;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Texts;
import io.marketsync.simulator.world.Texts.Place;

/** Blocks of an FBS posting that both shapes share. People and places come from the posting's id alone. */
final class PostingParts {

    static final long PROVIDER_ID = 24;
    static final String PROVIDER = "Ozon Доставка";

    private static final List<String> REQUIREMENTS = List.of(
            "products_requiring_gtd",
            "products_requiring_country",
            "products_requiring_mandatory_mark",
            "products_requiring_rnpt",
            "products_requiring_jw_uin",
            "products_requiring_change_country",
            "products_requiring_imei",
            "products_requiring_weight");

    private PostingParts() {}

    static Dice dice(Posting posting) {
        return Dice.of(posting.number().id(), 'v');
    }

    /** About every third buyer gave the seller an address, as with the seller's own delivery. */
    static boolean showsBuyer(Posting posting) {
        return dice(posting).chance(0.33);
    }

    static ObjectNode customer(Posting posting) {
        Dice dice = dice(posting);
        Place place = Texts.place(dice);
        ObjectNode customer = Json.object()
                .put("customer_id", dice.between(10_000_000, 99_999_999))
                .put("customer_email", "")
                .put("name", Texts.person(dice))
                .put("phone", "+7" + dice.between(900_000_000, 999_999_999) + "0");
        customer.putObject("address")
                .put("address_tail", Texts.address(dice, place))
                .put("city", place.city())
                .put("comment", dice.chance(0.3) ? "Позвонить за 30 минут, домофон не работает 🙏" : "")
                .put("country", "Россия")
                .put("district", "")
                .put("latitude", 55.0 + dice.between(0, 9_999) / 10_000.0)
                .put("longitude", 37.0 + dice.between(0, 9_999) / 10_000.0)
                .put("provider_pvz_code", "")
                .put("pvz_code", 0)
                .put("region", place.region())
                .put("zip_code", place.zip());
        return customer;
    }

    static ObjectNode addressee(Posting posting) {
        return Json.object().put("name", customer(posting).path("name").asText());
    }

    /** The delivery method has an id of its own: that of the warehouse with a one in front. */
    static long deliveryMethodId(Posting posting) {
        return posting.warehouse().id() + 10_000_000_000_000_000L;
    }

    static ObjectNode deliveryMethod(Posting posting) {
        return Json.object()
                .put("id", deliveryMethodId(posting))
                .put(
                        "name",
                        "Доставка Ozon самостоятельно, " + posting.warehouse().name())
                .put("warehouse_id", posting.warehouse().id())
                .put("warehouse", posting.warehouse().name())
                .put("tpl_provider_id", PROVIDER_ID)
                .put("tpl_provider", PROVIDER);
    }

    /** Present with zero values while the posting is not cancelled. */
    static ObjectNode cancellation(Posting posting, Instant now) {
        Phase phase = posting.phaseAt(now);
        if (phase != Phase.CANCELLED) {
            return cancellation(0, "", "", false);
        }
        boolean afterShip = posting.timeline().deliveringSince(now).isPresent();
        return switch (dice(posting).between(0, 2)) {
            case 0 -> cancellation(352, "Товар закончился на складе продавца", "seller", afterShip);
            case 1 -> cancellation(505, "Покупатель передумал", "client", afterShip);
            default -> cancellation(687, "Покупатель не забрал заказ", "ozon", afterShip);
        };
    }

    private static ObjectNode cancellation(int id, String reason, String type, boolean afterShip) {
        String initiator =
                switch (type) {
                    case "seller" -> "Продавец";
                    case "client" -> "Покупатель";
                    case "ozon" -> "Ozon";
                    default -> "";
                };
        return Json.object()
                .put("cancel_reason_id", id)
                .put("cancel_reason", reason)
                .put("cancellation_type", type)
                .put("cancelled_after_ship", afterShip)
                .put("affect_cancellation_rating", type.equals("seller"))
                .put("cancellation_initiator", initiator);
    }

    static ObjectNode analytics(Posting posting) {
        Dice dice = dice(posting);
        Place place = Texts.place(dice);
        Instant delivery = posting.placedAt().plus(Duration.ofDays(5));
        return Json.object()
                .put("region", place.region())
                .put("city", place.city())
                .put("delivery_type", dice.chance(0.7) ? "PVZ" : "Courier")
                .put("is_legal", dice.chance(0.05))
                .put("is_premium", dice.chance(0.3))
                .put("payment_type_group_name", "Карты оплаты")
                .put("warehouse_id", posting.warehouse().id())
                .put("warehouse", posting.warehouse().name())
                .put("tpl_provider_id", PROVIDER_ID)
                .put("tpl_provider", PROVIDER)
                .put("delivery_date_begin", delivery.toString())
                .put("delivery_date_end", delivery.plus(Duration.ofHours(2)).toString())
                .putNull("client_delivery_date_begin")
                .putNull("client_delivery_date_end");
    }

    static ObjectNode barcodes(Posting posting) {
        String digits = Long.toString(posting.number().id());
        return Json.object().put("upper_barcode", "%101%" + digits).put("lower_barcode", digits);
    }

    static ObjectNode legal() {
        return Json.object().put("company_name", "").put("inn", "").put("kpp", "");
    }

    static ObjectNode requirements() {
        ObjectNode requirements = Json.object();
        REQUIREMENTS.forEach(requirements::putArray);
        return requirements;
    }

    static Optional<Instant> deliveringDate(Posting posting, Instant now) {
        return posting.timeline().deliveringSince(now);
    }

    /** Nothing to track before the goods are on the way. */
    static String trackingNumber(Posting posting, Instant now) {
        return deliveringDate(posting, now)
                .map(since -> Long.toString(posting.number().id()))
                .orElse("");
    }

    static double weight(Line line) {
        return 0.05 + line.product().productId() % 300 / 100.0;
    }
}
