package io.longpole.collector.otlp;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.longpole.collector.wire.MalformedException;
import java.util.concurrent.CompletionException;

/**
 * Why a request gets no success, in the words of both transports.
 *
 * <p>Clients retry only what carries a hint; everything else makes them throw their data away. So a
 * passing fault of ours is always UNAVAILABLE and 503.
 *
 * @param grpcCode code of {@code google.rpc.Status}
 * @param httpStatus status of OTLP/HTTP
 * @param message one sentence for the people who run the client
 * @param place where in the message it is wrong; empty when it is not the message
 * @param retryAfterSeconds hint; 0 when the client must not retry
 */
record Fault(int grpcCode, int httpStatus, String message, String place, int retryAfterSeconds) {

  static final int INVALID_ARGUMENT = 3;
  static final int RESOURCE_EXHAUSTED = 8;
  static final int UNIMPLEMENTED = 12;
  static final int UNAVAILABLE = 14;

  private static final int RETRY_SECONDS = 5;

  static Fault undecodable(MalformedException e) {
    return new Fault(INVALID_ARGUMENT, 400, "Cannot decode: " + e.getMessage(), e.place(), 0);
  }

  static Fault badFrame(String message) {
    return new Fault(INVALID_ARGUMENT, 400, message, "frame", 0);
  }

  static Fault tooLarge(TooLargeException e) {
    return new Fault(RESOURCE_EXHAUSTED, 413, String.valueOf(e.getMessage()), "", 0);
  }

  static Fault unsupported(int httpStatus, String message) {
    return new Fault(UNIMPLEMENTED, httpStatus, message, "", 0);
  }

  static Fault refused(Refusal refusal) {
    return new Fault(UNAVAILABLE, 503, refusal.message(), "", refusal.retryAfterSeconds());
  }

  /** An error of ours that nobody foresaw: to be tried again, never to be thrown away. */
  static Fault unforeseen() {
    return new Fault(UNAVAILABLE, 503, "An error inside longpole; see its log.", "", RETRY_SECONDS);
  }

  static Fault of(Throwable thrown) {
    Throwable cause = peeled(thrown);
    if (cause instanceof MalformedException e) {
      return undecodable(e);
    }
    if (cause instanceof TooLargeException e) {
      return tooLarge(e);
    }
    if (cause instanceof RefusedException e) {
      return refused(e.refusal());
    }
    return unforeseen();
  }

  static Throwable peeled(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }

  boolean isRetryable() {
    return retryAfterSeconds > 0;
  }

  /** The body of an error in OTLP, with BadRequest or RetryInfo. */
  Status toStatus() {
    Status.Builder status = Status.newBuilder().setCode(grpcCode).setMessage(message);
    if (grpcCode == INVALID_ARGUMENT) {
      BadRequest.FieldViolation violation =
          BadRequest.FieldViolation.newBuilder().setField(place).setDescription(message).build();
      status.addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()));
    }
    if (isRetryable()) {
      Duration delay = Duration.newBuilder().setSeconds(retryAfterSeconds).build();
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
    }
    return status.build();
  }
}
