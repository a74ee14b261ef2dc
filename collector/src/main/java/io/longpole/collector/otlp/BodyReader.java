package io.longpole.collector.otlp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads the body of one request, reserving its bytes as they come and stopping at the limit.
 *
 * <p>All of it happens on the request's event loop.
 */
final class BodyReader implements Subscriber<HttpObject> {

  /** The body broke off: the client went away, or what it sent is no HTTP. */
  static final class BrokenBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenBodyException(@Nullable Throwable cause) {
      super("the body broke off", cause, false, false);
    }
  }

  private final Body body = new Body();
  private final int limitBytes;
  private final InFlightBytes.Reservation reservation;
  private final CompletableFuture<Body> done = new CompletableFuture<>();
  private @Nullable Subscription subscription;

  private BodyReader(int limitBytes, InFlightBytes.Reservation reservation) {
    this.limitBytes = limitBytes;
    this.reservation = reservation;
  }

  /**
   * Completes with the body, or with {@link TooLargeException}, {@link RefusedException} when the
   * in-flight bound is reached, or {@link BrokenBodyException}.
   */
  static CompletableFuture<Body> read(
      HttpRequest request,
      EventExecutor eventLoop,
      int limitBytes,
      InFlightBytes.Reservation reservation) {
    BodyReader reader = new BodyReader(limitBytes, reservation);
    request.subscribe(reader, eventLoop, SubscriptionOption.WITH_POOLED_OBJECTS);
    return reader.done;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (!(object instanceof HttpData data)) {
      return;
    }
    try (data) {
      if (done.isDone()) {
        return;
      }
      if (data.length() > limitBytes - body.length()) {
        throw new TooLargeException("A message", limitBytes);
      }
      reservation.take(data.length());
      body.add(data.byteBuf());
    } catch (TooLargeException | RefusedException e) {
      stop(e);
    }
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(new BrokenBodyException(cause));
  }

  @Override
  public void onComplete() {
    done.complete(body);
  }

  private void stop(Exception reason) {
    Subscription active = subscription;
    done.completeExceptionally(reason);
    if (active != null) {
      active.cancel();
    }
  }
}
