package io.marketsync.api.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Turns a refusal into its bytes and headers, in the language the caller asked for. */
@Singleton
class ProblemRenderer {

    // Its own mapper: the form of an error must not depend on how the application's mapper is customised.
    private static final ObjectWriter JSON = JsonMapper.builder().build().writerFor(Problem.class);

    private final ProblemTexts texts;
    private final PublicAddress address;
    private final Instance<ForeignVoice> voices;

    @Inject
    ProblemRenderer(ProblemTexts texts, PublicAddress address, @Any Instance<ForeignVoice> voices) {
        this.texts = texts;
        this.address = address;
        this.voices = voices;
    }

    RenderedProblem render(ProblemException refusal, RoutingContext context) {
        RequestFacts facts = new RequestFacts(
                RequestId.of(context),
                address.origin(context.request()),
                Language.negotiate(context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE)));
        RenderedProblem problem =
                new RenderedProblem(refusal.code().status(), headers(refusal, facts), body(refusal, facts));
        return inAnotherVoice(refusal, context.request().path())
                .map(problem::saying)
                .orElse(problem);
    }

    private Optional<String> inAnotherVoice(ProblemException refusal, String path) {
        String detail = texts.detail(refusal.code(), Language.EN, refusal.arguments());
        return voices.stream()
                .map(voice -> voice.refusal(path, refusal, detail))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Map<String, String> headers(ProblemException refusal, RequestFacts facts) {
        Map<String, String> headers = new LinkedHashMap<>(refusal.headers());
        headers.put("Content-Type", Problem.MEDIA_TYPE);
        headers.put("Content-Language", facts.language().tag());
        headers.put("Vary", "Accept-Language");
        headers.put("Cache-Control", "no-store");
        refusal.retryAfterSeconds().ifPresent(seconds -> headers.put("Retry-After", seconds.toString()));
        return headers;
    }

    private byte[] body(ProblemException refusal, RequestFacts facts) {
        try {
            return JSON.writeValueAsBytes(problem(refusal, facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is strings and numbers only", e);
        }
    }

    private Problem problem(ProblemException refusal, RequestFacts facts) {
        ProblemCode code = refusal.code();
        Language language = facts.language();
        return new Problem(
                facts.origin() + "/problems/" + code.slug(),
                texts.title(code, language),
                code.status(),
                texts.detail(code, language, refusal.arguments()),
                "urn:request:" + facts.requestId(),
                code.name(),
                code.retryable(),
                refusal.retryAfterSeconds().orElse(null),
                texts.hint(code, language),
                facts.requestId(),
                absolute(refusal.links(), facts.origin()),
                items(refusal.errors(), language));
    }

    private static Map<String, String> absolute(Map<String, String> links, String origin) {
        Map<String, String> absolute = new LinkedHashMap<>();
        links.forEach((relation, path) -> absolute.put(relation, origin + path));
        return absolute;
    }

    private List<Problem.Item> items(List<FieldError> errors, Language language) {
        return errors.stream()
                .map(error -> new Problem.Item(error.pointer(), error.code(), texts.fieldDetail(error, language)))
                .toList();
    }
}
