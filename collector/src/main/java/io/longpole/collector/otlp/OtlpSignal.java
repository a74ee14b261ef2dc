package io.longpole.collector.otlp;

import io.longpole.collector.log.Signal;
import java.util.Locale;

/** The three kinds of telemetry that are received, and what OTLP calls their parts. */
public enum OtlpSignal {
  TRACES("trace", "TraceService", "Spans"),
  LOGS("logs", "LogsService", "LogRecords"),
  METRICS("metrics", "MetricsService", "DataPoints");

  private final String key = name().toLowerCase(Locale.ROOT);
  private final String grpcService;
  private final String items;

  OtlpSignal(String protoPackage, String service, String items) {
    this.grpcService = "opentelemetry.proto.collector." + protoPackage + ".v1." + service;
    this.items = items;
  }

  /** Lower case, as in counters and settings. */
  public String key() {
    return key;
  }

  /** Path of OTLP/HTTP. */
  String path() {
    return "/v1/" + key;
  }

  String grpcService() {
    return grpcService;
  }

  /** Name of the count in the partial success of the JSON encoding. */
  String rejectedField() {
    return "rejected" + items;
  }

  /** How the logs call it; metrics are kept in none. */
  Signal logSignal() {
    return switch (this) {
      case TRACES -> Signal.TRACES;
      case LOGS -> Signal.LOGS;
      case METRICS -> Signal.UNKNOWN;
    };
  }
}
