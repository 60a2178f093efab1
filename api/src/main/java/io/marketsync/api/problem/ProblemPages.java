package io.marketsync.api.problem;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page behind the {@code type} of each problem: what it means and what to do, in the reader's language. */
@Path("/problems")
@PermitAll
public class ProblemPages {

    private final ProblemTexts texts;

    @Inject
    public ProblemPages(ProblemTexts texts) {
        this.texts = texts;
    }

    @GET
    @Path("/{slug}")
    @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
    @Operation(hidden = true)
    public Response page(
            @PathParam("slug") String slug, @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
        ProblemCode code = ProblemCode.ofSlug(slug).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND));
        Language language = Language.negotiate(acceptLanguage);
        return Response.ok(html(code, language))
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .build();
    }

    private String html(ProblemCode code, Language language) {
        // Everything in it is ours: texts of the bundles and names of the enum.
        return """
                <!doctype html>
                <html lang="%s">
                <head><meta charset="utf-8"><title>%s: %s</title></head>
                <body>
                <h1>%s</h1>
                <p><code>%s</code>, HTTP %d, retryable: %s</p>
                <p>%s</p>
                <p>%s</p>
                </body>
                </html>
                """.formatted(
                        language.tag(),
                        code.name(),
                        escape(texts.title(code, language)),
                        escape(texts.title(code, language)),
                        code.name(),
                        code.status(),
                        code.retryable(),
                        escape(texts.detailPattern(code, language)),
                        escape(texts.hint(code, language)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
