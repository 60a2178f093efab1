package io.marketsync.api.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.openapi.models.media.Schema;

/** What the scanner leaves out of schemas. */
final class Schemas {

    private static final String ALTERNATIVES = "[A-Za-z]+(\\|[A-Za-z]+)*";
    private static final Set<String> REQUESTS = Set.of(
            "NewShop",
            "NewKey",
            "NewSeller",
            "NewToken",
            "SyncRequest",
            "SyncsRequest",
            "StockUpdates",
            "StockUpdate",
            "PriceUpdates",
            "PriceUpdate",
            "PrintRequest",
            "DeadLetterFilter",
            "PauseRequest",
            "StartLimitRequest",
            "ConcurrencyRequest");
    private static final List<String> IN_EVERY_PROBLEM =
            List.of("type", "title", "status", "detail", "instance", "code", "retryable", "hint", "requestId");

    private Schemas() {}

    static void complete(Map<String, Schema> schemas) {
        schemas.forEach((name, schema) -> {
            if (name.equals("LocalDate")) {
                schema.maxLength(10).examples(List.of("2026-11-20"));
            }
            if (schema.getProperties() == null) {
                return;
            }
            Map<String, Schema> properties = new LinkedHashMap<>(schema.getProperties());
            properties.replaceAll((property, value) -> completed(value));
            schema.setProperties(properties);
            if (name.equals("Problem")) {
                schema.setRequired(IN_EVERY_PROBLEM);
            } else if (!REQUESTS.contains(name)) {
                // Answers have all their members, null where there is nothing to say.
                schema.setRequired(new ArrayList<>(properties.keySet()));
            }
        });
    }

    private static Schema completed(Schema property) {
        anchor(property);
        if (property.getRef() != null || property.getAnyOf() != null) {
            // Beside a reference a type says nothing, or contradicts it.
            property.setType((List<Schema.SchemaType>) null);
        }
        return property;
    }

    /** Java matches whole texts, JSON Schema parts of them; and a choice of words reads better as one. */
    static void anchor(Schema schema) {
        String pattern = schema.getPattern();
        if (pattern == null || pattern.startsWith("^")) {
            return;
        }
        if (pattern.matches(ALTERNATIVES)) {
            schema.pattern(null).enumeration(List.of((Object[]) pattern.split("\\|")));
        } else {
            schema.setPattern("^" + pattern + "$");
        }
    }
}
