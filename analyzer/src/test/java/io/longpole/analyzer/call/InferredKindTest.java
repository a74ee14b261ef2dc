package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static io.longpole.analyzer.model.SpanKind.CLIENT;
import static io.longpole.analyzer.model.SpanKind.INTERNAL;
import static io.longpole.analyzer.model.SpanKind.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions of each rule that gives a kind to a span without one. */
class InferredKindTest {

  private static SpanKind kindOf(Trace trace, String name) {
    return Calls.of(trace).kind(TraceFixture.node(trace, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http.route=/x", "url.path=/x", "client.address=192.0.2.7"})
  void aRootThatWasAskedIsAServerEvenIfItCarriesAUrl(String attribute) {
    assertThat(kindOf(trace("x 0-9 unspecified url.full=http://h/x " + attribute), "x"))
        .isEqualTo(SERVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http.route=/x", "url.path=/x", "client.address=192.0.2.7"})
  void whatWasAskedTellsNothingOfASpanBelowAnother(String attribute) {
    assertThat(kindOf(trace("root 0-10 server", "  x 1-9 unspecified " + attribute), "x"))
        .isEqualTo(INTERNAL);
    assertThat(
            kindOf(
                trace("root 0-10 server", "  x 1-9 unspecified url.full=http://h/x " + attribute),
                "x"))
        .isEqualTo(CLIENT);
  }

  @ParameterizedTest
  @CsvSource({"'', two", "one, ''", "'', ''"})
  void aServiceWithoutAnInstanceIsNotElsewhere(String above, String below) {
    Trace trace = TraceFixture.assemble(List.of(span(1, 0, above), span(2, 1, below)));
    assertThat(Calls.of(trace).kind(1)).isEqualTo(INTERNAL);
  }

  private static Span span(long id, long parent, String instance) {
    Attributes service =
        instance.isEmpty()
            ? Attributes.of("service.name", "shop")
            : Attributes.of("service.name", "shop", "service.instance.id", instance);
    return Span.builder(TraceFixture.TRACE_ID, id)
        .parent(parent)
        .name("x" + id)
        .times(id, 10 - id)
        .resource(new Resource(service))
        .build();
  }

  @Test
  void aChildOfTheSameServiceTellsNothing() {
    Trace trace =
        trace(
            "root 0-100 server @web",
            "  load 1-50 unspecified @web",
            "    parse 2-9 unspecified @web",
            "  ask 51-90 unspecified @web",
            "    parse 52-53 unspecified @web",
            "    answer 54-80 server @stock");
    assertThat(kindOf(trace, "load")).isEqualTo(INTERNAL);
    assertThat(kindOf(trace, "ask")).isEqualTo(CLIENT);
  }

  @Test
  void theRulesAreTriedInOrder() {
    Trace trace =
        trace(
            "root 0-100 server @web",
            "  store 1-9 unspecified @db db.system=mysql",
            "  take 10-19 unspecified @worker messaging.operation.type=receive",
            "  handler 20-29 unspecified @shop",
            "    deeper 21-28 unspecified @stock");
    assertThat(kindOf(trace, "store")).as("a database before a parent elsewhere").isEqualTo(CLIENT);
    assertThat(kindOf(trace, "take")).as("a message before a parent elsewhere").isEqualTo(CLIENT);
    assertThat(kindOf(trace, "handler")).as("a parent before a child elsewhere").isEqualTo(SERVER);
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT shop.item, CLIENT",
    "TRUNCATE item, CLIENT",
    "SELECT, INTERNAL",
    "'SELECT ', INTERNAL",
    "Select shop.item, INTERNAL",
    "EXPLAIN shop.item, INTERNAL",
    "GET, CLIENT",
    "HTTP PATCH, CLIENT",
    "GET /items, INTERNAL",
    "HTTP request, INTERNAL",
    "HTTP , INTERNAL",
    "item, INTERNAL",
    "TRACE, CLIENT",
    "UPLOAD, INTERNAL",
  })
  void aNameIsAVerbAndANameOrAMethod(String name, SpanKind expected) {
    Span root = TraceFixture.spans("root 0-10 server").get(0);
    Span span =
        Span.builder(TraceFixture.TRACE_ID, 2)
            .parent(1)
            .name(name)
            .times(root.startNanos() + 1, root.startNanos() + 2)
            .resource(root.resource())
            .build();
    assertThat(Calls.of(TraceFixture.assemble(List.of(root, span))).kind(1)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /items, GET",
    "HTTP TRACE, TRACE",
    "TRACE, TRACE",
    "HTTP, ''",
    "Get /items, ''",
    "UPLOAD /items, ''",
    "'', ''",
  })
  void aNameMayStartWithAMethod(String name, String method) {
    assertThat(Kinds.methodOf(name)).isEqualTo(method);
  }
}
