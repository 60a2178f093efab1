package io.marketsync.api.openapi;

import java.math.BigDecimal;
import java.util.List;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import io.marketsync.api.paging.Cursors;
import io.marketsync.api.paging.PageRequest;

/** One name means one thing in every operation. */
final class Parameters {

    private static final String ID = "[0-9A-HJKMNP-TV-Z]{26}";
    private static final int ID_LENGTH = 26;

    private static final String SCOPE =
            "What the name is a name of: a queue, kind, marketplace or schedule can only be paused, a seller only"
                    + " be limited, a shop both.";
    private static final String NAME =
            "high, normal or low; a kind; a marketplace; a schedule; the id of a seller or shop; or, of a limit on"
                    + " starts, an origin (click, batch, cron, system), alone or with a kind.";

    private Parameters() {}

    static void complete(Parameter parameter) {
        switch (parameter.getName()) {
            case "shop" -> id(parameter, "shop_", "A shop of yours.");
            case "posting" ->
                text(parameter, "The number of a posting of the shop.", "[\\x21-\\x7e]{1,100}")
                        .maxLength(100)
                        .examples(List.of("0123456789-0001-1"));
            case "operation" -> id(parameter, "op_", "An operation of yours.");
            case "batch" -> id(parameter, "op_", "A batch of yours: lists its operations, also those it joined.");
            case "seller" -> id(parameter, "seller_", "The seller.");
            case "token" -> id(parameter, "token_", "The id of the token, not the token itself.");
            case "letter" -> id(parameter, "op_", "A dead letter; it has the id of the seller's operation.");
            case "scope" -> parameter.description(SCOPE).setSchema(scopes());
            case "name" -> text(parameter, NAME, "[A-Za-z0-9._:-]{1,60}").maxLength(60);
            case "schedule" ->
                text(parameter, "The name of a schedule in the workers' configuration.", "[a-z][a-z0-9._-]{0,39}")
                        .maxLength(40);
            case "queue" ->
                parameter
                        .description("The queue, and the pools that serve it.")
                        .setSchema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .enumeration(List.of("high", "normal", "low")));
            case "marketplace" ->
                text(parameter, "The name of a marketplace.", "[a-z]{1,40}").maxLength(40);
            case "limit" -> limit(parameter);
            case "cursor" ->
                text(parameter, "nextCursor of the page before; good for the same filters only.", "[A-Za-z0-9_-]+")
                        .maxLength(Cursors.MAX_LENGTH);
            case "Idempotency-Key" ->
                text(
                                parameter,
                                "A random text of yours, such as a UUID. A repetition with the same key and body gets the same answer"
                                        + " for 24 hours; with another body it is refused.",
                                "\"?[A-Za-z0-9_-]{16,255}\"?")
                        .maxLength(257);
            case "what" -> parameter.setDescription("What the rows of the file are about.");
            case "kind" -> parameter.setDescription("Only those of this kind.");
            case "status" -> parameter.setDescription("Only those in this status.");
            case "state" -> severalOf(parameter, "Only those in one of these states, with commas in between.");
            case "due" ->
                parameter.setDescription(
                        "Whether a push would send it now. With true they come in the order in which they would leave.");
            case "drift" -> parameter.setDescription("Only those that differ for this reason.");
            case "reason" -> parameter.setDescription("Only those whose last attempt failed for this reason.");
            case "scheme" -> parameter.setDescription("fbs: the seller ships; fbo: the marketplace does.");
            case "code" -> parameter.setDescription("Only the one of this code, in each shop.");
            case "archived" -> parameter.setDescription("Whether it is put aside at the marketplace.");
            case "onSale" -> parameter.setDescription("Whether the marketplace takes stock of it.");
            case "vanished" -> parameter.setDescription("Whether the catalogue does not have it any more.");
            case "missing" ->
                parameter.setDescription(
                        "Whether the last readings of the catalogue did not find it, and found too many missing to believe it.");
            case "onHold" -> parameter.setDescription("Whether the status is one we do not know.");
            default -> throw new IllegalStateException("nobody says what the parameter " + parameter.getName() + " is");
        }
        Schemas.anchor(parameter.getSchema());
    }

    private static void limit(Parameter parameter) {
        parameter.setDescription("Rows of a page at most.");
        parameter.setSchema(OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .minimum(BigDecimal.ONE)
                .maximum(BigDecimal.valueOf(PageRequest.MAX_LIMIT))
                .defaultValue(PageRequest.DEFAULT_LIMIT));
    }

    /** Its pattern begins with the words, in parentheses, and goes on with how they are joined. */
    private static void severalOf(Parameter parameter, String description) {
        String pattern = parameter.getSchema().getPattern();
        String[] words = pattern.substring(1, pattern.indexOf(')')).split("\\|");
        Schema word =
                OASFactory.createSchema().addType(Schema.SchemaType.STRING).enumeration(List.<Object>of(words));
        parameter
                .description(description)
                .style(Parameter.Style.FORM)
                .explode(false)
                .setSchema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.ARRAY)
                        .items(word)
                        .minItems(1)
                        .maxItems(words.length));
    }

    private static Schema scopes() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .enumeration(List.of("queue", "kind", "marketplace", "schedule", "seller", "shop"));
    }

    private static void id(Parameter parameter, String prefix, String description) {
        text(parameter, description, prefix + ID)
                .maxLength(prefix.length() + ID_LENGTH)
                .examples(List.of(prefix + "01KAG9XZ3V8M2QF5T7B1N4C6DE"));
    }

    private static Schema text(Parameter parameter, String description, String pattern) {
        Schema schema =
                OASFactory.createSchema().addType(Schema.SchemaType.STRING).pattern(pattern);
        parameter.description(description).setSchema(schema);
        return schema;
    }
}
