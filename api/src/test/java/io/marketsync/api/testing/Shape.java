package io.marketsync.api.testing;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks a value against the part of JSON Schema that our document uses; an undocumented member is a violation too. */
public final class Shape {

    private final Document document;
    private final JsonNode schema;
    private final String at;

    private Shape(Document document, JsonNode schema, String at) {
        this.document = document;
        this.schema = document.resolved(schema);
        this.at = at;
    }

    public static Shape of(Document document, JsonNode schema) {
        return new Shape(document, schema, "#");
    }

    public List<String> violations(JsonNode value) {
        if (schema.has("anyOf")) {
            return anyOf(value);
        }
        List<String> violations = new ArrayList<>();
        if (!hasType(value)) {
            violations.add(at + " is " + value.getNodeType() + ", not " + schema.path("type"));
        } else if (value.isObject()) {
            members(value, violations);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                violations.addAll(new Shape(document, schema.path("items"), at + "/" + i).violations(value.get(i)));
            }
        }
        return violations;
    }

    private List<String> anyOf(JsonNode value) {
        List<String> all = new ArrayList<>();
        for (JsonNode choice : schema.path("anyOf")) {
            List<String> violations = new Shape(document, choice, at).violations(value);
            if (violations.isEmpty()) {
                return violations;
            }
            all.addAll(violations);
        }
        return all;
    }

    private void members(JsonNode value, List<String> violations) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                violations.add(at + " lacks " + name.asText());
            }
        });
        JsonNode others = schema.path("additionalProperties");
        Document.each(value, (name, member) -> {
            JsonNode documented = schema.path("properties").path(name);
            if (documented.isMissingNode() && others.isMissingNode()) {
                violations.add(at + " has the undocumented " + name);
            } else {
                JsonNode type = documented.isMissingNode() ? others : documented;
                violations.addAll(new Shape(document, type, at + "/" + name).violations(member));
            }
        });
    }

    private boolean hasType(JsonNode value) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return is(type.asText(), value);
        }
        for (JsonNode choice : type) {
            if (is(choice.asText(), value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            default -> throw new AssertionError("an unknown type " + type);
        };
    }
}
