package io.marketsync.marketplace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;

/** Collects a body of at most so many bytes, unpacked if it is packed; a larger one fails the call and closes the connection. */
final class BoundedBody implements BodySubscriber<byte[]> {

    /** The answer has more bytes than it may. */
    static final class TooLarge extends IOException {

        TooLarge(int largest) {
            super("the answer is larger than " + largest + " bytes");
        }
    }

    private final int largest;
    private final String encoding;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.Subscription subscription;

    BoundedBody(int largest, ResponseInfo answer) {
        this.largest = largest;
        this.encoding = String.join(",", answer.headers().allValues("Content-Encoding"))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (received.size() + buffer.remaining() > largest) {
                subscription.cancel();
                body.completeExceptionally(new TooLarge(largest));
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            received.writeBytes(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            body.complete(unpacked(received.toByteArray()));
        } catch (IOException garbled) {
            body.completeExceptionally(garbled);
        }
    }

    /** A few kilobytes can unpack to gigabytes: one byte more than allowed is all that is ever unpacked of them. */
    private byte[] unpacked(byte[] packed) throws IOException {
        switch (encoding) {
            case "", "identity" -> {
                return packed;
            }
            case "gzip", "x-gzip" -> {
                if (packed.length == 0) {
                    return packed;
                }
                try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                    byte[] bytes = gzip.readNBytes(largest);
                    if (gzip.read() >= 0) {
                        throw new TooLarge(largest);
                    }
                    return bytes;
                }
            }
            default -> throw new IOException("the answer is packed in a way nobody asked for");
        }
    }
}
