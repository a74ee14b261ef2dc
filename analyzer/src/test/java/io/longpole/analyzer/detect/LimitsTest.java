package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What detectors keep of many traces is limited; what had to make room is counted. */
class LimitsTest {

  /** So many are learned with one trace. */
  private static final int TOGETHER = 100;

  private static final String LETTERS = "ghijklmnpqrstvwxz";

  /**
   * A limit.
   *
   * @param maps how many maps of the detector have it
   * @param lines of one thing that is kept; NAME stands for its name
   */
  record Limit(
      String name, Supplier<WindowDetector> made, int limit, int maps, List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Limit limit(
      String name, Supplier<WindowDetector> made, int limit, int maps, String... lines) {
    return new Limit(name, made, limit, maps, List.of(lines));
  }

  static Stream<Limit> limits() {
    String request = "GET /NAME 0-10 server @web";
    String failed = "GET /NAME 0-10 server error @web http.response.status_code=500";
    String refused =
        "  GET 1-5 client error http.request.method=GET url.full=http://NAME/a"
            + " http.response.status_code=500";
    String served = "  GET /a 2-4 server @NAME http.response.status_code=200";
    String query = " client db.system=mysql db.query.text='SELECT a FROM NAME'";
    String placed = " client db.system=mysql server.address=NAME db.query.text='SELECT a FROM b'";
    return Stream.of(
        limit("operations that recur", RecurringPatternDetector::new, 10_000, 1, request),
        limit("operations and their times", SlowVsBaselineDetector::new, 20_000, 1, request),
        limit("operations that start cold", ColdStartDetector::new, 20_000, 1, request),
        limit("requests, failures of them", ErrorRootCauseDetector::new, 20_000, 3, failed),
        limit(
            "services that say how they end",
            ErrorRootCauseDetector::new,
            10_000,
            1,
            "GET /a 0-10 server @NAME http.response.status_code=200"),
        limit("calls that are slow", SlowCallDetector::new, 20_000, 1, request, "  q 1-5" + query),
        limit(
            "caches and queries after them",
            CacheStampedeDetector::new,
            10_000,
            2,
            request,
            "  GET 1-2 client db.system=redis db.statement='GET NAME:1'",
            "  q 3-5" + query),
        limit("calls that are hedged", HedgeDetector::new, 10_000, 1, request, refused),
        limit("calls that are left", OrphanWorkDetector::new, 10_000, 1, request, refused),
        limit("calls tried again", RetryStormDetector::new, 10_000, 1, request, refused),
        limit(
            "calls that time out",
            TimeoutInversionDetector::new,
            10_000,
            1,
            request,
            refused.replace("500", "504")),
        limit(
            "pairs of which one sends",
            InstrumentationGapDetector::new,
            10_000,
            1,
            request,
            served),
        limit(
            "callers and callees",
            NetworkGapDetector::new,
            10_000,
            1,
            request,
            refused,
            "    GET /a 2-4 server error @NAME http.response.status_code=500"),
        limit("pools", PoolWaitDetector::new, 1_000, 1, request, "  q 1-5" + placed),
        limit(
            "services that tell of waiting",
            PoolWaitDetector::new,
            10_000,
            1,
            request.replace("web", "NAME"),
            "  HikariDataSource.getConnection 1-5 internal db.system=mysql"),
        limit("databases", SharedResourceDetector::new, 1_000, 1, request, "  q 1-5" + placed),
        limit(
            "queues",
            QueueBacklogDetector::new,
            10_000,
            1,
            request,
            "  NAME publish 1-2 producer messaging.system=kafka messaging.destination.name=NAME",
            "    NAME process 3-5 consumer @worker messaging.system=kafka"
                + " messaging.destination.name=NAME"),
        limit(
            "calls at once",
            FanOutStragglerDetector::new,
            2_000,
            1,
            request.replace("0-10", "0-200"),
            "  a 0-20" + query,
            "  a 0-21" + query,
            "  a 0-22" + query,
            "  a 0-180" + query),
        limit(
            "services of ours",
            ExternalCallDetector::new,
            10_000,
            1,
            request.replace("web", "NAME")));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void beyondTheLimitAnEighthIsForgottenAndCounted(Limit limit) {
    WindowDetector detector = limit.made.get();
    learn(detector, limit, UnaryOperator.identity());
    assertThat(detector.forgotten()).isEqualTo((long) limit.limit / 8 * limit.maps);
  }

  /** Learns as many as there is room for, which forgets none, and one more. */
  private static void learn(WindowDetector detector, Limit limit, UnaryOperator<Span> changed) {
    DetectorSetup setup = DrawnFacts.setup();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i <= limit.limit; i++) {
      if (i == limit.limit) {
        assertThat(detector.forgotten()).isZero();
      }
      for (String line : limit.lines) {
        lines.add(line.replace("NAME", name(i)));
      }
      if ((i + 1) % TOGETHER == 0 || i == limit.limit) {
        List<Span> spans =
            TraceFixture.spans(new TraceId(5, i + 1L), lines.toArray(String[]::new)).stream()
                .map(changed)
                .toList();
        detector.learn(DrawnFacts.of(TraceFixture.assemble(spans), setup));
        lines.clear();
      }
    }
  }

  private static String name(int number) {
    StringBuilder name = new StringBuilder("n");
    for (int rest = number, i = 0; i < 4; i++, rest /= LETTERS.length()) {
      name.append(LETTERS.charAt(rest % LETTERS.length()));
    }
    return name.toString();
  }

  @ParameterizedTest
  @MethodSource("noLimits")
  void whatIsNotKeptTakesNoRoom(Limit limit) {
    WindowDetector detector = limit.made.get();
    learn(detector, limit, UnaryOperator.identity());
    assertThat(detector.forgotten()).isZero();
  }

  static Stream<Limit> noLimits() {
    return Stream.of(
        limit(
            "writes to caches",
            CacheStampedeDetector::new,
            10_000,
            1,
            "GET /a 0-10 server @web",
            "  SET 1-2 client db.system=redis db.statement='SET NAME:1 2'"));
  }

  @ParameterizedTest
  @MethodSource("limitsOfResources")
  void whatAResourceTellsIsLimitedToo(Limit limit) {
    WindowDetector detector = limit.made.get();
    learn(detector, limit, LimitsTest::withResource);
    assertThat(detector.forgotten()).isEqualTo((long) limit.limit / 8 * limit.maps);
  }

  static Stream<Limit> limitsOfResources() {
    return Stream.of(
        limit("instances", ColdStartDetector::new, 10_000, 1, "GET /a 0-10 server of=NAME"),
        limit("versions", VersionRegressionDetector::new, 20_000, 1, "GET /NAME 0-10 server of=1"));
  }

  @Test
  void servicesWithDecidedOperationsAreLimitedToo() {
    WindowDetector detector = new VersionRegressionDetector();
    DetectorSetup setup = DrawnFacts.setup();
    for (int service = 0; service <= 1_000; service++) {
      assertThat(detector.forgotten()).isZero();
      detector.learn(DrawnFacts.of(TraceFixture.assemble(deployed(name(service))), setup));
    }
    assertThat(detector.forgotten()).isEqualTo(125);
  }

  /** Fifty requests of a version and fifty of the next. */
  private static List<Span> deployed(String service) {
    List<Span> spans = new ArrayList<>();
    for (int version = 1; version <= 2; version++) {
      Resource resource =
          new Resource(Attributes.of("service.name", service, "service.version", "" + version));
      for (int i = 0; i < 50; i++) {
        spans.add(
            Span.builder(TraceFixture.TRACE_ID, spans.size() + 1)
                .name("GET /a")
                .kind(SpanKind.SERVER)
                .times(TraceFixture.EPOCH_NANOS, TraceFixture.EPOCH_NANOS + TraceFixture.ms(10))
                .resource(resource)
                .build());
      }
    }
    return spans;
  }

  /** The span with what it is of as the version and the instance of its service. */
  private static Span withResource(Span span) {
    String of = String.valueOf(span.attributes().asText("of"));
    return Span.builder(span.traceId(), span.spanId())
        .name(span.name())
        .kind(span.kind())
        .times(span.startNanos(), span.endNanos())
        .resource(
            new Resource(
                Attributes.of(
                    "service.name", "web", "service.version", of, "service.instance.id", of)))
        .build();
  }
}
