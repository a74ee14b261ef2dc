package io.longpole.analyzer.whatif;

import io.longpole.analyzer.model.TraceId;

/** A hash of trace ids: those with the smallest are an even choice, and the same every time. */
public final class TraceHash {

  private TraceHash() {}

  public static long of(TraceId id) {
    long hash = (id.high() ^ Long.rotateLeft(id.low(), 32)) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 30) ^ id.low()) * 0xBF58476D1CE4E5B9L;
    return hash ^ (hash >>> 31);
  }
}
