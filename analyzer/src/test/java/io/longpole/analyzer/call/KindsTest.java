package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static io.longpole.analyzer.model.SpanKind.CLIENT;
import static io.longpole.analyzer.model.SpanKind.CONSUMER;
import static io.longpole.analyzer.model.SpanKind.INTERNAL;
import static io.longpole.analyzer.model.SpanKind.PRODUCER;
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

class KindsTest {

  private static SpanKind kindOf(Trace trace, String name) {
    Calls calls = Calls.of(trace);
    assertThat(calls.counters()).containsKey("kindsInferred");
    return calls.kind(TraceFixture.node(trace, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db.system=mysql | CLIENT",
        "db.statement=x | CLIENT",
        "messaging.operation=publish | PRODUCER",
        "messaging.operation.type=create | PRODUCER",
        "messaging.operation.type=process | CONSUMER",
        "messaging.operation=receive | CLIENT",
        "messaging.operation.type=settle | CLIENT",
        "url.full=http://x/y | CLIENT",
        "http.url=http://x/y | CLIENT",
        "rpc.system=grpc | CLIENT",
        "a=b | INTERNAL",
      })
  void byItsOwnAttributes(String attribute, SpanKind expected) {
    Trace trace = trace("root 0-10 server", "  x 1-2 unspecified " + attribute);
    assertThat(kindOf(trace, "x")).isEqualTo(expected);
  }

  @Test
  void byItsNeighbours() {
    Trace trace =
        trace(
            "root 0-10 server @a",
            "  asks 1-9 unspecified @a",
            "    answers 2-8 unspecified @b",
            "      works 3-4 unspecified @b");
    assertThat(kindOf(trace, "asks")).isEqualTo(CLIENT);
    assertThat(kindOf(trace, "answers")).isEqualTo(SERVER);
    assertThat(kindOf(trace, "works")).isEqualTo(INTERNAL);
  }

  @Test
  void anotherInstanceOfTheSameServiceIsElsewhere() {
    Span parent = span(1, 0, "one");
    Span child = span(2, 1, "two");
    Trace trace = TraceFixture.assemble(List.of(parent, child));
    assertThat(Calls.of(trace).kind(1)).isEqualTo(SERVER);
    trace = TraceFixture.assemble(List.of(parent, span(2, 1, "one")));
    assertThat(Calls.of(trace).kind(1)).isEqualTo(INTERNAL);
  }

  private static Span span(long id, long parent, String instance) {
    return Span.builder(TraceFixture.TRACE_ID, id)
        .parent(parent)
        .name("x" + id)
        .times(id, 10 - id)
        .resource(new Resource(Attributes.of("service.name", "a", "service.instance.id", instance)))
        .build();
  }

  @Test
  void rootsAreServersUnlessTheyAskSomething() {
    assertThat(kindOf(trace("x 0-1 unspecified http.route=/x url.full=http://h/x"), "x"))
        .isEqualTo(SERVER);
    assertThat(kindOf(trace("x 0-1 unspecified client.address=1.2.3.4"), "x")).isEqualTo(SERVER);
    assertThat(kindOf(trace("x 0-1 unspecified url.full=http://h/x"), "x")).isEqualTo(CLIENT);
    assertThat(kindOf(trace("x 0-1 unspecified"), "x")).isEqualTo(SERVER);
  }

  @Test
  void byItsName() {
    Trace trace =
        trace(
            "root 0-10 server",
            "  SELECT shop.item 1-2 unspecified",
            "  HTTP GET 3-4 unspecified",
            "  POST 5-6 unspecified",
            "  Select all 7-8 unspecified");
    assertThat(kindOf(trace, "SELECT shop.item")).isEqualTo(CLIENT);
    assertThat(kindOf(trace, "HTTP GET")).isEqualTo(CLIENT);
    assertThat(kindOf(trace, "POST")).isEqualTo(CLIENT);
    assertThat(kindOf(trace, "Select all")).isEqualTo(INTERNAL);
    Calls calls = Calls.of(trace);
    assertThat(calls.all().get(0).key()).isEqualTo("db||" + "|SELECT shop.item");
    assertThat(calls.all().get(1).callClass()).isEqualTo(Call.CallClass.HTTP);
    assertThat(calls.counters()).containsEntry("kindsInferred", 4L);
  }

  @Test
  void aStatedKindIsKeptEvenIfOdd() {
    Trace trace =
        trace(
            "root 0-10 internal url.path=/x http.route=/x",
            "  a 1-2 internal db.system=mysql",
            "  b 3-4 producer url.full=http://h/x",
            "  c 5-6 consumer");
    Calls calls = Calls.of(trace);
    assertThat(List.of(calls.kind(0), calls.kind(1), calls.kind(2), calls.kind(3)))
        .containsExactly(INTERNAL, INTERNAL, PRODUCER, CONSUMER);
    assertThat(calls.counters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"
      })
  void everyMethodOfHttpAsks(String method) {
    for (String name : List.of(method, "HTTP " + method)) {
      Calls calls = Calls.of(trace("work 0-9 server", "  " + name + " 1-2 unspecified"));
      assertThat(calls.get(0).key()).isEqualTo("http||" + method);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT items",
        "INSERT items",
        "UPDATE items",
        "DELETE items",
        "MERGE items",
        "REPLACE items",
        "CALL restock",
        "CREATE TABLE items",
        "ALTER TABLE items",
        "DROP TABLE items",
        "TRUNCATE items"
      })
  void everyVerbOfSqlAsksADatabase(String name) {
    Calls calls = Calls.of(trace("work 0-9 server", "  " + name + " 1-2 unspecified"));
    assertThat(calls.get(0).callClass()).isEqualTo(Call.CallClass.DB);
  }
}
