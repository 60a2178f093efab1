package io.marketsync.imports;

import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

import io.marketsync.job.JobContext;

/** A stored file as one stream: a chunk in memory at a time, and no transaction in between. */
final class FileText extends InputStream {

    private final ImportFileStore files;
    private final JobContext job;
    private final UUID file;
    private byte[] chunk = new byte[0];
    private int at;
    private int number;
    private boolean over;

    FileText(ImportFileStore files, JobContext job, UUID file) {
        this.files = files;
        this.job = job;
        this.file = file;
    }

    @Override
    public int read() {
        return there() ? chunk[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (!there()) {
            return -1;
        }
        int copied = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, into, offset, copied);
        at += copied;
        return copied;
    }

    private boolean there() {
        if (at == chunk.length && !over) {
            number++;
            Optional<byte[]> next = job.unfenced(handle -> files.chunk(handle, job.sellerId(), file, number));
            over = next.isEmpty();
            chunk = next.orElse(new byte[0]);
            at = 0;
        }
        return at < chunk.length;
    }
}
