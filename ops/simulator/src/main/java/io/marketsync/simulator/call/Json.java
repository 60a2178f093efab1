package io.marketsync.simulator.call;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Building blocks of answers. */
public final class Json {

    public static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /** Money as the newer methods write it: the amount a decimal string. */
    public static ObjectNode money(BigDecimal amount, String currency) {
        return object().put("amount", amount.toPlainString()).put("currency", currency);
    }

    /** Null stays a JSON null. */
    public static String time(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    public static Collector<JsonNode, ArrayNode, ArrayNode> toArray() {
        return Collector.of(Json::array, ArrayNode::add, ArrayNode::addAll);
    }
}
