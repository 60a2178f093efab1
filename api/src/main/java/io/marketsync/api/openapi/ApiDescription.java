package io.marketsync.api.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * Where Quarkus meets {@link Description}. Quarkus tries filters in the build too, whose JVM may be older than our classes: this one
 * alone is compiled for 17 (api/pom.xml), and does nothing there. What is served is completed when the process starts.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class ApiDescription implements OASFilter {

    private static final String DESCRIPTION = "io.marketsync.api.openapi.Description";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        try {
            Class<?> description = Class.forName(DESCRIPTION, true, ApiDescription.class.getClassLoader());
            ((OASFilter) description.getDeclaredConstructor().newInstance()).filterOpenAPI(api);
        } catch (UnsupportedClassVersionError buildOnAnOlderJvm) {
            // The document of the build is not the one that is served.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the api cannot be described", e);
        }
    }
}
