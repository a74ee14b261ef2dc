package io.longpole.deploy;

import java.nio.file.Path;
import java.time.Duration;

/**
 * All settings of a server; each is a flag {@code --name}, an environment variable {@code
 * LONGPOLE_NAME} and a key of the configuration file, in this order of precedence.
 *
 * @param dataDir the one folder that holds everything
 * @param otlpGrpcAddress host:port of OTLP/gRPC; port 0 takes a free one
 * @param otlpHttpAddress host:port of OTLP/HTTP
 * @param queryAddress host:port of the query API
 * @param durability what an acknowledgement means: page-cache, periodic or synced
 * @param quietPeriod how long a trace with a root must be quiet to be complete
 * @param idleTime the same for a trace without a root
 * @param maxTraceAge when a trace is analysed though spans still come
 * @param pendingBytes bound on spans that wait for their trace
 * @param maxTraceSpans bound on the analysed spans of one trace
 * @param maxMessageBytes one request, before and after decompression
 * @param inFlightBytes bound on requests read but not yet logged; 0 = a quarter of the heap, at
 *     most 256 MiB
 * @param maxLagBytes bound on the span log that waits for the pipeline
 * @param diskReserveBytes free disk that is never used; 0 = 5 % of the volume, 1 to 10 GiB
 * @param retentionAge traces and logs older than this are deleted
 * @param retentionBytes allocated disk above which the oldest are deleted; 0 = 20 GiB or half of
 *     the volume, the smaller
 * @param commitInterval how often the index becomes durable
 * @param refreshInterval how often new traces become searchable
 * @param skewMax largest clock offset applied; 0 = never
 * @param overflow a child that outlives its parent: clip, drop or auto
 * @param overlapTolerance forgiven overlap of serial siblings, as a share of the parent's duration
 * @param evidence whether all traces together tell which calls wait for which
 * @param profiles whether traces are taken into the profiles of their endpoints
 */
public record Config(
    Path dataDir,
    String otlpGrpcAddress,
    String otlpHttpAddress,
    String queryAddress,
    String durability,
    Duration quietPeriod,
    Duration idleTime,
    Duration maxTraceAge,
    long pendingBytes,
    int maxTraceSpans,
    long maxMessageBytes,
    long inFlightBytes,
    long maxLagBytes,
    long diskReserveBytes,
    Duration retentionAge,
    long retentionBytes,
    Duration commitInterval,
    Duration refreshInterval,
    Duration skewMax,
    String overflow,
    double overlapTolerance,
    boolean evidence,
    boolean profiles) {

  /** Reads the settings out of resolved keys; every key is known and has a value. */
  static Config of(ConfigValues values) {
    return new Config(
        Path.of(values.text("data-dir")),
        values.address("otlp-grpc-address"),
        values.address("otlp-http-address"),
        values.address("query-address"),
        values.oneOf("durability", "page-cache", "periodic", "synced"),
        values.duration("quiet-period"),
        values.duration("idle-time"),
        values.duration("max-trace-age"),
        values.bytes("pending-bytes"),
        values.count("max-trace-spans"),
        values.bytes("max-message-bytes"),
        values.bytes("in-flight-bytes"),
        values.bytes("max-lag-bytes"),
        values.bytes("disk-reserve-bytes"),
        values.duration("retention-age"),
        values.bytes("retention-bytes"),
        values.duration("commit-interval"),
        values.duration("refresh-interval"),
        values.duration("skew-max"),
        values.oneOf("overflow", "clip", "drop", "auto"),
        values.share("overlap-tolerance"),
        values.oneOf("evidence", "on", "off").equals("on"),
        values.oneOf("profiles", "on", "off").equals("on"));
  }
}
