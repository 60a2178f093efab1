package io.marketsync.api.openapi;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Completes the document at {@code /q/openapi}: what holds for every operation is said here once, instead of on each resource. */
public class Description implements OASFilter {

    static final String BEARER = "bearer";

    private static final String INTRODUCTION = """
            Keeps shops in step with marketplaces.

            Requests carry `Authorization: Bearer ms_…`. Every refusal is a problem (RFC 9457): branch on `code`, which never \
            changes; `detail` and `hint` follow `Accept-Language` (en, ru, zh). A sync is an operation: start it, then read it until \
            `done`. Lists are pages: follow `nextCursor` until `hasMore` is false. Changes within /api/v1 only add: ignore members \
            you do not know, and expect new values where a set is called open.""";

    private static final Map<String, String> TAGS = Map.ofEntries(
            Map.entry("Shops", "Accounts of a seller on marketplaces, with their keys."),
            Map.entry("Operations", "Jobs as their seller sees them: started, followed, listed."),
            Map.entry("Postings", "What the syncs brought: shipment units of marketplace orders."),
            Map.entry("Offers", "The item codes of a seller on marketplaces, and those that only postings know."),
            Map.entry("Stock", "What a seller has, offer by offer, and what the marketplace was told of it."),
            Map.entry("Prices", "What a seller asks for its offers, and what the marketplace was told of it."),
            Map.entry("Labels", "Package labels of postings that are packed, as their marketplace prints them."),
            Map.entry("Imports", "Stock and prices said by files, and the rows of them that were not taken."),
            Map.entry(
                    "Ops",
                    "For operators of this installation: sellers and their tokens, dead letters, pauses, limits."));

    private final OperationNotes notes = OperationNotes.load();
    private final ProblemExamples problems = new ProblemExamples();

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getInfo().description(INTRODUCTION);
        api.getTags().forEach(tag -> tag.setDescription(TAGS.get(tag.getName())));
        api.getComponents()
                .addSecurityScheme(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "A token of a seller or of an operator; it is shown once, when it is made."));
        Schemas.complete(api.getComponents().getSchemas());
        problems.addTo(api.getComponents());
        api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(this::complete);
    }

    private void complete(Operation operation) {
        OperationNote note = notes.of(operation.getOperationId());
        if (note.description() != null) {
            operation.setDescription(note.description());
        }
        operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(BEARER)));
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(Parameters::complete);
        }
        Answers.of(operation, note).complete();
        problems.addTo(operation);
    }
}
