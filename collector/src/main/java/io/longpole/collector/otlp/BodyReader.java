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
 * Reads the body of one request, reserving its bytes as they come, or only lets it pass by.
 *
 * <p>A request that is refused is heard out, within the limit: many clients take an answer that
 * comes before they have sent everything for a broken connection, and never see the retry hint.
 * What is heard out is thrown away and takes no memory. All of it happens on the request's event
 * loop.
 */
final class BodyReader implements Subscriber<HttpObject> {

  /** The body broke off: the client went away, or what it sent is no HTTP. */
  static final class BrokenBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenBodyException(@Nullable Throwable cause) {
      super("the body broke off", cause, false, false);
    }
  }

  private Body body = new Body();
  private final int limitBytes;
  private final InFlightBytes.Reservation reservation;
  private final CompletableFuture<Body> done = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private @Nullable Exception refusedFor;
  private long passedBytes;

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
    return subscribe(request, eventLoop, new BodyReader(limitBytes, reservation));
  }

  /** Lets the body pass by; completes with the refusal when it has, or is longer than the limit. */
  static CompletableFuture<Body> refuse(
      HttpRequest request, EventExecutor eventLoop, int limitBytes, RefusedException refusal) {
    BodyReader reader = new BodyReader(limitBytes, new InFlightBytes(0).reservation());
    reader.refusedFor = refusal;
    return subscribe(request, eventLoop, reader);
  }

  private static CompletableFuture<Body> subscribe(
      HttpRequest request, EventExecutor eventLoop, BodyReader reader) {
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
      if (refusedFor != null) {
        pass(data.length(), refusedFor);
        return;
      }
      if (data.length() > limitBytes - body.length()) {
        throw new TooLargeException("A message", limitBytes);
      }
      reservation.take(data.length());
      body.add(data.byteBuf());
    } catch (TooLargeException | RefusedException e) {
      refusedFor = e;
      body = new Body();
      reservation.close();
      pass(data.length(), e);
    }
  }

  private void pass(int bytes, Exception reason) {
    passedBytes += bytes;
    Subscription active = subscription;
    if (passedBytes > limitBytes) {
      done.completeExceptionally(reason);
      if (active != null) {
        active.cancel();
      }
    }
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(new BrokenBodyException(cause));
  }

  @Override
  public void onComplete() {
    if (refusedFor != null) {
      done.completeExceptionally(refusedFor);
    } else {
      done.complete(body);
    }
  }
}
