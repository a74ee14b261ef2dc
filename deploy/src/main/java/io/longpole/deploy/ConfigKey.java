package io.longpole.deploy;

import java.util.List;
import java.util.Locale;

/** A setting's name, default and meaning, from which flags, documentation and errors are made. */
record ConfigKey(String name, String defaultValue, String meaning) {

  static final List<ConfigKey> ALL =
      List.of(
          new ConfigKey("data-dir", "longpole-data", "the one folder that holds everything"),
          new ConfigKey(
              "otlp-grpc-address", "127.0.0.1:4317", "OTLP/gRPC; port 0 takes a free one"),
          new ConfigKey("otlp-http-address", "127.0.0.1:4318", "OTLP/HTTP"),
          new ConfigKey("query-address", "127.0.0.1:4319", "query API"),
          new ConfigKey(
              "durability",
              "page-cache",
              "what an acknowledgement means: page-cache, periodic (synced every second), synced"),
          new ConfigKey("quiet-period", "2s", "a trace with a root is complete when quiet so long"),
          new ConfigKey("idle-time", "10s", "the same for a trace without a root"),
          new ConfigKey("max-trace-age", "5m", "a trace is analysed then though spans still come"),
          new ConfigKey("pending-bytes", "256MiB", "bound on spans that wait for their trace"),
          new ConfigKey("max-trace-spans", "1000000", "bound on the analysed spans of one trace"),
          new ConfigKey("max-message-bytes", "64MiB", "one request, also after decompression"),
          new ConfigKey(
              "in-flight-bytes",
              "0",
              "requests read but not yet logged; 0 = a quarter of the heap, at most 256 MiB"),
          new ConfigKey("max-lag-bytes", "1GiB", "span log that may wait for the pipeline"),
          new ConfigKey(
              "disk-reserve-bytes",
              "0",
              "free disk never used; 0 = 5 % of the volume, 1 to 10 GiB"),
          new ConfigKey("retention-age", "7d", "traces and logs older than this are deleted"),
          new ConfigKey(
              "retention-bytes",
              "0",
              "disk above which the oldest are deleted; 0 = 20 GiB or half of the volume"),
          new ConfigKey("commit-interval", "10s", "how often the index becomes durable"),
          new ConfigKey("refresh-interval", "1s", "how often new traces become searchable"),
          new ConfigKey("skew-max", "50ms", "largest clock offset applied; 0ms = never"),
          new ConfigKey("overflow", "clip", "a child that outlives its parent: clip, drop, auto"),
          new ConfigKey(
              "overlap-tolerance",
              "0",
              "forgiven overlap of serial siblings, as a share of the parent's duration"),
          new ConfigKey(
              "evidence", "on", "learn from all traces which calls wait for which: on, off"),
          new ConfigKey("profiles", "on", "keep profiles of endpoints, by minute: on, off"));

  /** The environment variable that sets it. */
  String variable() {
    return "LONGPOLE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
