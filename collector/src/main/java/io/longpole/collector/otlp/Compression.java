package io.longpole.collector.otlp;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.longpole.collector.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** How a message is compressed, and how it is opened without being blown up by it. */
enum Compression {
  NONE("identity"),
  GZIP("gzip"),
  ZSTD("zstd");

  static final String ACCEPTED = "gzip, zstd or identity";

  /** As gRPC announces it. */
  static final String GRPC_ACCEPTED = "gzip,zstd,identity";

  private static final int CHUNK_BYTES = 64 << 10;

  private final String token;

  Compression(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }

  /** By its name in a header; the empty name is none. Stacked names are unknown. */
  static Optional<Compression> of(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    if (lower.isEmpty()) {
      return Optional.of(NONE);
    }
    for (Compression compression : values()) {
      if (compression.token.equals(lower)) {
        return Optional.of(compression);
      }
    }
    return lower.equals("x-gzip") ? Optional.of(GZIP) : Optional.empty();
  }

  /**
   * The message, decompressed.
   *
   * <p>Every piece is reserved as it comes out, a zstd window before anything does. O(size of the
   * message).
   *
   * @throws MalformedException when the bytes are not compressed in this way
   * @throws TooLargeException when more than the limit comes out
   * @throws RefusedException when the in-flight bound is reached
   */
  byte[] open(byte[] compressed, int limitBytes, InFlightBytes.Reservation reservation)
      throws MalformedException, TooLargeException, RefusedException {
    if (this == NONE) {
      return compressed;
    }
    if (this == ZSTD) {
      long windowBytes = ZstdFrames.largestWindowBytes(compressed);
      if (windowBytes > limitBytes) {
        throw new TooLargeException("A zstd window", limitBytes);
      }
      reservation.take(windowBytes);
    }
    try (InputStream in = stream(compressed, limitBytes)) {
      return drain(in, limitBytes, reservation);
    } catch (IOException e) {
      throw new MalformedException(
          token + " data is broken (" + e.getMessage() + ")", "the compressed body");
    }
  }

  private InputStream stream(byte[] compressed, int limitBytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(compressed);
    if (this == GZIP) {
      return new GZIPInputStream(in, CHUNK_BYTES);
    }
    ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(in);
    // The smallest power of two that holds the limit; ZstdFrames has checked more precisely.
    zstd.setLongMax(Math.max(10, 32 - Integer.numberOfLeadingZeros(limitBytes - 1)));
    return zstd;
  }

  private static byte[] drain(InputStream in, int limitBytes, InFlightBytes.Reservation reservation)
      throws IOException, TooLargeException, RefusedException {
    Body out = new Body();
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      if (count > limitBytes - out.length()) {
        throw new TooLargeException("A message, decompressed,", limitBytes);
      }
      reservation.take(count);
      out.add(chunk, count);
    }
    return out.toByteArray();
  }
}
