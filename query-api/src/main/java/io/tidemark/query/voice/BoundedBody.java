package io.tidemark.query.voice;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads a body up to a size; of a larger one the rest is not read. */
final class BoundedBody implements BodySubscriber<BoundedBody.Content> {

  /**
   * What was read.
   *
   * @param isWhole false if there was more than may be
   */
  record Content(ByteBuffer bytes, boolean isWhole) {}

  private final int maxBytes;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<Content> content = new CompletableFuture<>();
  private @Nullable Subscription subscription;

  BoundedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public CompletionStage<Content> getBody() {
    return content;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (content.isDone()) {
        return;
      }
      if (buffer.remaining() > maxBytes - read.size()) {
        content.complete(new Content(ByteBuffer.allocate(0), false));
        if (subscription != null) {
          subscription.cancel(); // closes the connection
        }
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      read.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable error) {
    content.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    content.complete(new Content(ByteBuffer.wrap(read.toByteArray()), true));
  }
}
