package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.TraceId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What detectors keep of one thing is limited too; what is passed over is counted. */
class InnerLimitsTest {

  private final DetectorSetup setup = DrawnFacts.setup();
  private int traces;

  private void learn(WindowDetector detector, List<Span> spans) {
    detector.learn(DrawnFacts.of(TraceFixture.assemble(spans), setup));
  }

  private void learn(WindowDetector detector, String lines) {
    learn(detector, TraceFixture.spans(new TraceId(5, ++traces), lines.split("\n")));
  }

  @Test
  void whoIsLastOfCallsAtOnceIsKeptForSixtyFourInstances() {
    FanOutStragglerDetector detector = new FanOutStragglerDetector();
    for (int instance = 0; instance < 65; instance++) {
      assertThat(detector.forgotten()).isZero();
      fan(detector, instance);
    }
    assertThat(detector.forgotten()).isEqualTo(1);
    fan(detector, 63);
    assertThat(detector.forgotten()).as("one that is kept").isEqualTo(1);
    fan(detector, 64);
    assertThat(detector.forgotten()).isEqualTo(2);
  }

  private void fan(FanOutStragglerDetector detector, int instance) {
    String call = "  q 0-%d client db.system=mysql db.query.text='SELECT a FROM b' ";
    learn(
        detector,
        "GET /a 0-200 server @web\n"
            + call.formatted(20)
            + '\n'
            + call.formatted(21)
            + '\n'
            + call.formatted(22)
            + '\n'
            + call.formatted(180)
            + "network.peer.address=10.0.0."
            + instance);
  }

  @Test
  void ofCallsThatWaitedForOthersEightEdgesBelowAreKept() {
    TimeoutInversionDetector detector = new TimeoutInversionDetector();
    for (int below = 0; below < 9; below++) {
      assertThat(detector.forgotten()).isZero();
      nested(detector, below);
    }
    assertThat(detector.forgotten()).isEqualTo(1);
    nested(detector, 7);
    assertThat(detector.forgotten()).as("one that is kept").isEqualTo(1);
  }

  private void nested(TimeoutInversionDetector detector, int below) {
    String call =
        "GET %s client error http.request.method=GET url.full=http://%s/a error.type=timeout\n";
    learn(
        detector,
        "GET /page 0-510 server error @web\n  "
            + call.formatted("1-501", "reports")
            + "    GET /a 2-700 server error @reports http.response.status_code=504\n      "
            + call.formatted("3-203", "stock" + (char) ('a' + below)));
  }

  @Test
  void theUsualDurationsOfAHundredCallsOfAServiceAtAResourceAreKept() {
    SharedResourceDetector detector = new SharedResourceDetector();
    for (int call = 0; call < 101; call++) {
      assertThat(detector.forgotten()).isZero();
      String table = "t" + (char) ('a' + call / 26) + (char) ('a' + call % 26);
      learn(
          detector,
          "GET /a 0-10 server @web\n  q 1-5 client db.system=mysql server.address=db"
              + " db.query.text='SELECT a FROM %s'".formatted(table));
    }
    assertThat(detector.forgotten()).isEqualTo(100 / 8);
  }

  @Test
  void aThousandOperationsOfAServiceAreJudgedTogether() {
    VersionRegressionDetector detector = new VersionRegressionDetector();
    for (int operation = 0; operation < 1_001; operation++) {
      assertThat(detector.forgotten()).isZero();
      for (String version : List.of("1", "2")) {
        for (int request = 0; request < 50; request++) {
          learn(detector, List.of(request(operation, version)));
        }
      }
    }
    assertThat(detector.forgotten()).isEqualTo(1);
  }

  private Span request(int operation, String version) {
    long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(++traces);
    return Span.builder(new TraceId(6, traces), 1)
        .name("GET /" + (char) ('a' + operation / 26) + (char) ('a' + operation % 26))
        .kind(SpanKind.SERVER)
        .times(start, start + TraceFixture.ms(10))
        .resource(new Resource(Attributes.of("service.name", "api", "service.version", version)))
        .build();
  }

  @Test
  void messagesWhoseSendingMayBeForgottenAreCounted() {
    QueueBacklogDetector detector = new QueueBacklogDetector();
    StringBuilder lines = new StringBuilder("job 0-10 internal @web");
    for (int message = 0; message < 1_000; message++) {
      lines.append(
          "\n  send 1-2 producer messaging.system=kafka messaging.destination.name=orders");
    }
    for (int trace = 0; trace < 100; trace++) {
      learn(detector, lines.toString());
      consume(detector, 77);
    }
    assertThat(detector.forgotten()).as("none is forgotten yet").isZero();
    learn(detector, lines.toString());
    consume(detector, 77);
    assertThat(detector.forgotten()).isEqualTo(1);
  }

  private void consume(QueueBacklogDetector detector, int sender) {
    long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(20);
    Span span =
        Span.builder(new TraceId(7, ++traces), 1)
            .name("orders process")
            .kind(SpanKind.CONSUMER)
            .times(start, start + TraceFixture.ms(10))
            .resource(Resource.ofService("worker"))
            .links(List.of(new SpanLink(new TraceId(8, sender), 1, Attributes.EMPTY)))
            .attributes(Attributes.of("messaging.system", "kafka"))
            .build();
    learn(detector, List.of(span));
  }
}
