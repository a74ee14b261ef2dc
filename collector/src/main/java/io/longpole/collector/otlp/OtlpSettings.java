package io.longpole.collector.otlp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where the receiver listens and what protects it.
 *
 * @param grpc address of the port that exporters expect for gRPC; both ports answer both transports
 * @param http address of the port that exporters expect for HTTP
 * @param maxMessageBytes largest message, before and after decompression
 * @param maxInFlightBytes bytes read but not yet in the log, over all connections
 * @param requestTimeout for a whole request, read and answered
 */
public record OtlpSettings(
    InetSocketAddress grpc,
    InetSocketAddress http,
    int maxMessageBytes,
    long maxInFlightBytes,
    Duration requestTimeout) {

  public static final int DEFAULT_GRPC_PORT = 4317;
  public static final int DEFAULT_HTTP_PORT = 4318;
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** Concurrent streams of one HTTP/2 connection. */
  static final int MAX_STREAMS = 100;

  /** Stream resets of one connection in the window below, then it is closed. */
  static final int MAX_RESETS = 200;

  static final int RESETS_WINDOW_SECONDS = 30;
  static final int MAX_HEADER_BYTES = 16 << 10;
  static final int MAX_REQUEST_LINE_BYTES = 4 << 10;
  static final int MAX_CONNECTIONS = 1_000;

  /** Metric exporters pause for 60 s. */
  static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

  private static final long MOST_IN_FLIGHT_BYTES = 256L << 20;

  public OtlpSettings {
    if (maxMessageBytes < 1 || maxMessageBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "maxMessageBytes=" + maxMessageBytes + " is not between 1 and 1 GiB");
    }
    if (maxInFlightBytes < 1) {
      throw new IllegalArgumentException("maxInFlightBytes=" + maxInFlightBytes + " is below 1");
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("requestTimeout=" + requestTimeout + " is not positive");
    }
  }

  /** The defaults, on the loopback address; port 0 takes any free one. */
  public static OtlpSettings onLoopback(int grpcPort, int httpPort) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new OtlpSettings(
        new InetSocketAddress(loopback, grpcPort),
        new InetSocketAddress(loopback, httpPort),
        DEFAULT_MAX_MESSAGE_BYTES,
        Math.min(MOST_IN_FLIGHT_BYTES, Runtime.getRuntime().maxMemory() / 4),
        DEFAULT_REQUEST_TIMEOUT);
  }

  public OtlpSettings withLimits(int messageBytes, long inFlightBytes) {
    return new OtlpSettings(grpc, http, messageBytes, inFlightBytes, requestTimeout);
  }

  public OtlpSettings withRequestTimeout(Duration timeout) {
    return new OtlpSettings(grpc, http, maxMessageBytes, maxInFlightBytes, timeout);
  }
}
