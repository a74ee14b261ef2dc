package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.junit.jupiter.api.Test;

class GrpcExportTest {

  @Test
  void tracesAndLogsAreAppendedAsTheyCameOnBothPorts() throws Exception {
    try (RunningServer running = new RunningServer();
        GrpcClient first = new GrpcClient(running.grpcPort());
        GrpcClient second = new GrpcClient(running.httpPort())) {
      ExportTraceServiceResponse traces = first.traces.export(Requests.goodTraces(3));
      ExportLogsServiceResponse logs = second.logs.export(Requests.logs("shop", 2));

      assertThat(traces.hasPartialSuccess()).isFalse();
      assertThat(logs.hasPartialSuccess()).isFalse();
      assertThat(running.log.appended.get(0).payload())
          .isEqualTo(Requests.goodTraces(3).toByteArray());
      assertThat(running.log.logRecords()).isEqualTo(2);
      assertThat(running.counters.count("accepted", "traces")).isEqualTo(3);
      assertThat(running.counters.count("accepted", "logs")).isEqualTo(2);
    }
  }
}
