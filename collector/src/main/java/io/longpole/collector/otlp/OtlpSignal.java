package io.longpole.collector.otlp;

import java.util.Locale;
import java.util.Optional;

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

  static Optional<OtlpSignal> ofGrpcService(String name) {
    for (OtlpSignal signal : values()) {
      if (signal.grpcService.equals(name)) {
        return Optional.of(signal);
      }
    }
    return Optional.empty();
  }
}
