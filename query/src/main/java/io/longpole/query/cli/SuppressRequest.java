package io.longpole.query.cli;

import io.longpole.proto.query.v1.SuppressFindingRequest;

/** Makes the request of {@code longpole suppress}. */
final class SuppressRequest {

  private SuppressRequest() {}

  /** An IllegalArgumentException says what is missing. */
  static SuppressFindingRequest of(SuppressCommand command, long nowUnixNanos) {
    if (command.reason.isBlank() || command.until.isBlank()) {
      throw new IllegalArgumentException(
          "Why, and until when? Both are needed: --reason TEXT --until 2027-01-31 or 30d.");
    }
    return SuppressFindingRequest.newBuilder()
        .setFingerprint(command.fingerprint)
        .setReason(command.reason)
        .setUntilUnixNanos(Times.parseEndUnixNanos("--until", command.until, nowUnixNanos))
        .build();
  }
}
