package io.longpole.analyzer.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What detectors need of the calls in the shared cases of retries, loops and their like. */
class SharedAttemptCasesTest {

  /** The calls of one case, by the ids that its spans have in the file. */
  private record Case(Calls calls, Map<String, Integer> nodes) {

    Outcome outcome(String id) {
      return calls.outcome(requireNonNull(nodes.get(id)));
    }

    Call call(String id) {
      return requireNonNull(calls.at(requireNonNull(nodes.get(id))), id);
    }
  }

  private static Case read(String name) {
    for (JsonNode test : SharedCases.read("authored/retry_and_pattern_cases.json").get("cases")) {
      if (test.get("name").asText().equals(name)) {
        return read(test.get("spans"));
      }
    }
    throw new AssertionError("no case " + name);
  }

  private static Case read(JsonNode lines) {
    Map<String, Long> ids = new HashMap<>();
    lines.forEach(line -> ids.put(line.get("id").asText(), ids.size() + 1L));
    List<Span> spans = new ArrayList<>();
    for (JsonNode line : lines) {
      Attributes.Builder attributes = new Attributes.Builder(4);
      line.path("attributes")
          .properties()
          .forEach(entry -> attributes.put(entry.getKey(), valueOf(entry.getValue())));
      long id = requireNonNull(ids.get(line.get("id").asText()));
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, id)
              .parent(line.has("parent") ? requireNonNull(ids.get(line.get("parent").asText())) : 0)
              .name(line.get("name").asText())
              .kind(SpanKind.valueOf(line.get("kind").asText().toUpperCase(Locale.ROOT)))
              .status(
                  StatusCode.valueOf(line.path("status").asText("unset").toUpperCase(Locale.ROOT)),
                  "")
              .times(
                  TraceFixture.ms(line.get("start").asDouble()),
                  TraceFixture.ms(line.get("end").asDouble()))
              .resource(Resource.ofService(line.get("service").asText()))
              .attributes(attributes.build())
              .build());
    }
    Trace trace = TraceFixture.assemble(spans);
    Map<String, Integer> nodes = new HashMap<>();
    for (int node = 0; node < trace.size(); node++) {
      long id = trace.spanId(node);
      int at = node;
      ids.forEach((text, number) -> {
        if (number == id) {
          nodes.put(text, at);
        }
      });
    }
    return new Case(Calls.of(trace), nodes);
  }

  private static Object valueOf(JsonNode value) {
    return value.isBoolean()
        ? (Object) value.asBoolean()
        : value.isNumber() ? (Object) value.asLong() : value.asText();
  }

  @ParameterizedTest
  @CsvSource({
    "http_retry_semconv_example, s2 RETRYABLE s3 RETRYABLE s4 RETRYABLE s6 OK s1 OK",
    "http_redirect_not_retry, s2 REDIRECT s3 OK",
    "http_auth_challenge_not_retry, s2 AUTH s3 OK",
    "hedged_not_retry, s2 OK a1 CANCELLED a2 OK",
    "grpc_transparent_retry_not_counted, a1 RETRYABLE a2 OK",
    "one_client_span_many_server_spans, c OK v1 RETRYABLE v2 RETRYABLE v3 OK",
    "structural_retry_no_attribute, c1 TIMEOUT c2 TIMEOUT c3 OK",
    "polling_not_retry, c0 OK c1 OK c2 OK c3 OK",
    "n_plus_one_with_failures_is_not_retry, c0 OK c1 RETRYABLE c2 OK c3 RETRYABLE",
    "amplification_3x3x3, a0 RETRYABLE a0b0 RETRYABLE a0b0c0 RETRYABLE a0b0c0s RETRYABLE",
    "orphan_work_client_timeout, c TIMEOUT v OK",
    "async_child_not_orphan, c OK v OK",
  })
  void outcomes(String name, String expected) {
    Case test = read(name);
    String[] words = expected.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      assertThat(test.outcome(words[i])).as(words[i]).isEqualTo(Outcome.valueOf(words[i + 1]));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http_retry_semconv_example, s2 s4 s6, http|api|GET|/",
    "http_auth_challenge_not_retry, s2 s3, http||GET",
    "hedged_not_retry, a1 a2 s2, rpc||search/Q",
    "grpc_transparent_retry_not_counted, a1 a2, rpc||search/Q",
    "structural_retry_no_attribute, c1 c2 c3, http|inv|GET|/i/*",
    "polling_not_retry, c0 c1 c2 c3, http|b|GET|/job/*",
    "pagination_not_n_plus_one, c0 c1 c2 c3 c4 c5, http|b|GET|/items?page=*",
    "n_plus_one_with_failures_is_not_retry, c0 c1 c2 c3 c4 c5, http|inv|GET|/i/*",
    "amplification_3x3x3, a0b0c0 a0b0c1, http|C|GET|/c",
    "one_client_span_many_server_spans, c, http|pay|POST|/pay",
  })
  void keys(String name, String ids, String key) {
    Case test = read(name);
    assertThat(Stream.of(ids.split(" ")).map(id -> test.call(id).key())).containsOnly(key);
  }

  @Test
  void ordinalsAndMarkers() {
    Case retry = read("http_retry_semconv_example");
    assertThat(retry.call("s2").attempt().ordinal()).isEmpty();
    assertThat(retry.call("s4").attempt().ordinal()).hasValue(1);
    assertThat(retry.call("s6").attempt().ordinal()).hasValue(2);
    Case hedge = read("hedged_not_retry");
    assertThat(hedge.call("a2").attempt().ordinal()).hasValue(1);
    assertThat(hedge.call("a2").partOf()).isEqualTo(hedge.call("s2").node());
    Case transparent = read("grpc_transparent_retry_not_counted");
    assertThat(transparent.call("a1").attempt().transparent()).isFalse();
    assertThat(transparent.call("a2").attempt().transparent()).isTrue();
  }

  @Test
  void arguments() {
    Case retry = read("structural_retry_no_attribute");
    assertThat(retry.call("c1").arguments().known()).isTrue();
    assertThat(retry.call("c1").arguments()).isEqualTo(retry.call("c3").arguments());
    Case loop = read("n_plus_one_with_failures_is_not_retry");
    assertThat(loop.call("c0").arguments().hash()).isNotEqualTo(loop.call("c1").arguments().hash());
    Case pages = read("pagination_not_n_plus_one");
    assertThat(pages.call("c0").arguments().page())
        .isNotZero()
        .isNotEqualTo(pages.call("c1").arguments().page());
    assertThat(pages.call("c0").arguments().rest()).isEqualTo(pages.call("c1").arguments().rest());
    Case sanitised = read("n_plus_one_sanitised_same_text");
    assertThat(sanitised.call("q1").arguments().known()).isFalse();
    assertThat(sanitised.call("q1").key())
        .isEqualTo(sanitised.call("q8").key())
        .isNotEqualTo(sanitised.call("q0").key());
  }

  @Test
  void noiseAndSizes() {
    Case interrupted = read("n_plus_one_interrupted_by_connect");
    assertThat(interrupted.call("k0").noise()).isEqualTo(Noise.CHECKOUT);
    assertThat(interrupted.call("q0").noise()).isEqualTo(Noise.NONE);
    Call batch = read("batch_not_n_plus_one").call("q");
    assertThat(batch.size()).isEqualTo(50);
    assertThat(batch.batch()).isTrue();
  }

  /** The ideas of Elastic's inference that carry over: a store's target is system and instance. */
  @Test
  void targetsOfStoresAreAsInElasticsInference() {
    int compared = 0;
    for (JsonNode test : SharedCases.read("elastic-service_resource_inference.json")) {
      JsonNode span = test.get("span");
      String system = span.path("subtype").asText();
      if (!span.path("type").asText().equals("db") || system.isEmpty()) {
        continue;
      }
      String instance = span.at("/context/db/instance").asText();
      Call call = OneCall.client("x", "db.system.name", system, "db.namespace", instance);
      assertThat(call.target()).isEqualTo(test.get("expected_resource").asText());
      compared++;
    }
    assertThat(compared).isEqualTo(3);
  }
}
