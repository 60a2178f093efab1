package io.marketsync.api.http;

import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import io.marketsync.push.StrictJson;

/**
 * The mapper of requests and answers, apart from the application's mapper, which reads marketplace answers too and must
 * not break on their new fields.
 */
@Provider
public class ApiJson implements ContextResolver<ObjectMapper> {

    // ASVS 15.2.2: no request of this api nests deeper than 4.
    private static final int MAX_DEPTH = 20;
    private static final int MAX_STRING = 100_000;

    private static final ObjectMapper STRICT = StrictJson.builder(MAX_DEPTH, MAX_STRING)
            .addModules(ObjectMapper.findModules(ApiJson.class.getClassLoader()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return STRICT;
    }
}
