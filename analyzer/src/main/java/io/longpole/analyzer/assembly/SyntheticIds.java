package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes ids for spans that were reported with the id of another: the first 8 bytes of SHA-256 over
 * trace id (16 bytes), span id (8) and k (4, all big-endian) for k = 1, 2, … until one is free, so
 * that a trace assembled again has the same ids again.
 */
final class SyntheticIds {

  private static final int MESSAGE_BYTES = 28;

  private final TraceId traceId;
  private final SpanIndex reportedIds;
  private final Set<Long> made = new HashSet<>();
  private final MessageDigest digest;

  SyntheticIds(TraceId traceId, SpanIndex reportedIds) {
    this.traceId = traceId;
    this.reportedIds = reportedIds;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The numbered ids of one reported id. */
  Sequence after(long reportedId) {
    return new Sequence(reportedId);
  }

  /** Goes on counting k from one namesake to the next. */
  final class Sequence {
    private final long reportedId;
    private int k;

    private Sequence(long reportedId) {
      this.reportedId = reportedId;
    }

    long next() {
      long id;
      do {
        id = hash(reportedId, ++k);
      } while (id == SpanId.NONE || reportedIds.find(id) >= 0 || !made.add(id));
      return id;
    }
  }

  private long hash(long spanId, int k) {
    byte[] message = new byte[MESSAGE_BYTES];
    putLong(message, 0, traceId.high());
    putLong(message, 8, traceId.low());
    putLong(message, 16, spanId);
    for (int i = 0; i < 4; i++) {
      message[24 + i] = (byte) (k >>> (24 - 8 * i));
    }
    byte[] hash = digest.digest(message);
    long id = 0;
    for (int i = 0; i < 8; i++) {
      id = id << 8 | (hash[i] & 0xFF);
    }
    return id;
  }

  private static void putLong(byte[] target, int offset, long value) {
    for (int i = 0; i < 8; i++) {
      target[offset + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
