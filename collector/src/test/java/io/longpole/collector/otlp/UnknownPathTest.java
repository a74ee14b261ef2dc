package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/traces/v1/traces     | the exporter added a path to one that was there
          /v1/logs/v1/traces       | the exporter added a path to one that was there
          /otlp/v1/traces          | Did you mean /v1/traces?
          /v1/trace                | Did you mean /v1/traces?
          /v1/log                  | Did you mean /v1/logs?
          /v1/metric/              | Did you mean /v1/metrics?
          /api/v2/spans            | This is a path of Zipkin; longpole takes OTLP
          /api/traces              | This is a path of Jaeger; longpole takes OTLP
          /v1development/profiles  | longpole does not take profiles.
          /favicon.ico             | No OTLP signal at /favicon.ico. Traces go to /v1/traces
          """)
  void eachCommonMistakeHasItsAdvice(String path, String advice) {
    assertThat(UnknownPath.httpAdvice(path)).contains(advice);
  }

  @Test
  void aGrpcPathIsNamed() {
    assertThat(UnknownPath.grpcAdvice("/a.B/C"))
        .isEqualTo(
            "No gRPC method /a.B/C. longpole takes Export of the OTLP services for traces, logs"
                + " and metrics.");
  }
}
