package io.marketsync.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr's JSON with a second net behind {@link JobRowGuard}: of the types a row may name, only those of a job's states, our
 * reference and plain collections are built. Its mapper is its own: JobRunr changes the one it gets.
 */
public final class JobRunrJson extends JacksonJsonMapper {

    public JobRunrJson() {
        super(false);
    }

    @Override
    protected ObjectMapper initObjectMapper(ObjectMapper mapper, boolean discoverModules) {
        return super.initObjectMapper(mapper, discoverModules)
                .activateDefaultTypingAsProperty(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType(JobRef.class)
                                .allowIfSubType("org.jobrunr.jobs.")
                                .allowIfSubType("java.util.concurrent.")
                                .allowIfSubType("java.util.ArrayList")
                                .allowIfSubType("java.util.HashSet")
                                .build(),
                        ObjectMapper.DefaultTyping.NON_CONCRETE_AND_ARRAYS,
                        "@class");
    }
}
