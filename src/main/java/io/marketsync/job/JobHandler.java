package io.marketsync.job;

/**
 * The work of one kind. Must be safe to repeat: a job runs at least once, and what an attempt commits through
 * {@link JobContext#commit} it commits only while it still owns the job. Throws {@code JobFailure} when the attempt cannot go on
 * for a known reason; anything else that is thrown counts as a bug of ours.
 */
public interface JobHandler<A extends Record> {

    Kind<A> kind();

    Ending run(JobContext job, A args) throws Exception;
}
