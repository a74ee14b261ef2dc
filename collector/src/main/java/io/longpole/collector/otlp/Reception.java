package io.longpole.collector.otlp;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What both transports do with a request: refuse early, read the body within bounds, answer in
 * time.
 *
 * <p>A body that is too slow or breaks off gets no answer: its stream is reset, or its connection
 * closed, and the client tries again.
 */
final class Reception {

  private static final int RETRY_SECONDS = 5;

  /** How long a refused request is heard out before it is answered all the same. */
  private static final long HEARING_MILLIS = 500;

  /** One request of one transport. */
  interface Transport {

    OtlpSignal signal();

    /** Bytes of framing around a message. */
    int framingBytes();

    HttpResponse fault(Fault fault);

    /** Deals with the whole body; owns the reservation from now on. */
    CompletableFuture<HttpResponse> body(Body body, InFlightBytes.Reservation reservation);
  }

  private final FrontDoor frontDoor;
  private final InFlightBytes inFlight;
  private final OtlpSettings settings;
  private final ReceiverCounters counters;

  Reception(
      FrontDoor frontDoor,
      InFlightBytes inFlight,
      OtlpSettings settings,
      ReceiverCounters counters) {
    this.frontDoor = frontDoor;
    this.inFlight = inFlight;
    this.settings = settings;
    this.counters = counters;
  }

  HttpResponse receive(ServiceRequestContext context, HttpRequest request, Transport transport) {
    InFlightBytes.Reservation reservation = inFlight.reservation();
    int limitBytes = settings.maxMessageBytes() + transport.framingBytes();
    Optional<RefusedException> lasting = lastingRefusal().map(RefusedException::new);
    CompletableFuture<Body> body =
        lasting.isPresent()
            ? BodyReader.refuse(request, context.eventLoop(), limitBytes, lasting.get())
            : BodyReader.read(request, context.eventLoop(), limitBytes, reservation);
    lasting.ifPresent(refusal -> answerSoon(context, body, refusal));
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    ScheduledFuture<?> timer =
        context
            .eventLoop()
            .schedule(
                () -> timedOut(transport, body, answer),
                settings.requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    var unused =
        body.handle((whole, failure) -> {
          if (failure != null) {
            reservation.close();
            bodyFailed(transport, failure, answer);
          } else {
            bodyCame(transport.body(whole, reservation), transport, answer);
          }
          return true;
        });
    return HttpResponse.of(answer.whenComplete((response, failure) -> timer.cancel(false)));
  }

  private static void answerSoon(
      ServiceRequestContext context, CompletableFuture<Body> body, RefusedException refusal) {
    ScheduledFuture<?> timer =
        context
            .eventLoop()
            .schedule(
                () -> body.completeExceptionally(refusal), HEARING_MILLIS, TimeUnit.MILLISECONDS);
    var unused = body.whenComplete((whole, failure) -> timer.cancel(false));
  }

  private Optional<Refusal> lastingRefusal() {
    Optional<Refusal> refusal = frontDoor.refusal();
    return refusal.isEmpty() && inFlight.isFull() ? Optional.of(inFlight.refusal()) : refusal;
  }

  private static void bodyCame(
      CompletableFuture<HttpResponse> response,
      Transport transport,
      CompletableFuture<HttpResponse> answer) {
    var unused =
        response.handle((sent, failure) -> {
          if (failure != null) {
            answer.complete(transport.fault(Fault.of(failure)));
          } else if (!answer.complete(sent)) {
            // The timer was faster.
            sent.abort();
          }
          return true;
        });
  }

  private void bodyFailed(
      Transport transport, Throwable failure, CompletableFuture<HttpResponse> answer) {
    OtlpSignal signal = transport.signal();
    switch (failure) {
      case TooLargeException e -> {
        counters.invalid(signal, "too_large");
        answer.complete(transport.fault(Fault.tooLarge(e)));
      }
      case RefusedException e -> {
        frontDoor.count(signal, e.refusal());
        answer.complete(transport.fault(Fault.refused(e.refusal())));
      }
      default -> {
        counters.invalid(signal, "broken_body");
        giveUp(answer);
      }
    }
  }

  private void timedOut(
      Transport transport, CompletableFuture<Body> body, CompletableFuture<HttpResponse> answer) {
    if (!body.isDone()) {
      counters.invalid(transport.signal(), "slow_body");
      body.completeExceptionally(new BodyReader.BrokenBodyException(null));
      return;
    }
    Refusal refusal =
        new Refusal(
            Refusal.TIMEOUT,
            RETRY_SECONDS,
            "Not stored within " + settings.requestTimeout().toSeconds() + " s.");
    if (answer.complete(transport.fault(Fault.refused(refusal)))) {
      frontDoor.count(transport.signal(), refusal);
    }
  }

  /** Armeria resets the stream, or closes an HTTP/1 connection, on this exception. */
  private static void giveUp(CompletableFuture<HttpResponse> answer) {
    answer.completeExceptionally(AbortedStreamException.get());
  }

  static String source(ServiceRequestContext context, String transport) {
    return transport + " " + context.remoteAddress().getAddress().getHostAddress();
  }
}
