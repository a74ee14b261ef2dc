package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class ColdStartDetectorTest {

  private static final String COLD = "cold-start";

  @Test
  void aFunctionSaysThatItIsNew() {
    assertThat(Detected.in("resize 0-900 server @images faas.coldstart=true").of(COLD)).hasSize(1);
    assertThat(Detected.in("resize 0-900 server @images faas.coldstart=false").of(COLD)).isEmpty();
  }

  @Test
  void oneOfAHundredIsAWarning() {
    assertThat(functions(99).severity()).isEqualTo(Severity.WARNING);
    assertThat(functions(101).severity()).isEqualTo(Severity.INFO);
    assertThat(functions(99).impact().highNanos()).isGreaterThan(TraceFixture.ms(800));
  }

  private static Finding functions(int warm) {
    Window window = new Window();
    window.trace(0, "resize 0-900 server @images faas.coldstart=true");
    for (int i = 0; i < warm; i++) {
      window.trace(1000 + i * 10.0, "resize 0-9 server @images faas.coldstart=false");
    }
    return window.only(COLD);
  }

  @Test
  void theFirstRequestsOfANewInstance() {
    List<Finding> found = instance(31, 10, 50);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).traceCount()).isEqualTo(20);
    assertThat(found.get(0).details()).containsEntry("new", "instance");
  }

  /** A new instance may be asked first what always takes long. */
  @Test
  void firstRequestsThatTakeAsLongAsTheirOperationDoesAreNotCold() {
    DetectorSetup setup = DrawnFacts.setup();
    ColdStartDetector detector = new ColdStartDetector();
    for (int i = 0; i < 130; i++) {
      boolean report = i < 15 || i == 80;
      detector.learn(request(setup, i, report ? "GET /report" : "GET /item", millis(i)));
    }
    assertThat(clues(detector, request(setup, 0, "GET /report", 400))).isEmpty();
    assertThat(clues(detector, request(setup, 16, "GET /item", 60))).hasSize(1);
  }

  /** A request that is among the slowest tenth of its operation whenever it is asked. */
  @Test
  void firstRequestsThatAreAsSlowAsTheSlowOnesLaterAreNotCold() {
    DetectorSetup setup = DrawnFacts.setup();
    ColdStartDetector detector = new ColdStartDetector();
    for (int i = 0; i < 130; i++) {
      detector.learn(request(setup, i, "GET /item", i % 10 == 7 ? 300 : i < 20 ? 60 : 10));
    }
    assertThat(clues(detector, request(setup, 7, "GET /item", 300))).isEmpty();
    assertThat(clues(detector, request(setup, 8, "GET /item", 400))).hasSize(1);
  }

  private static int millis(int i) {
    return i < 15 || i == 80 ? 400 : i < 20 ? 60 : 10;
  }

  @Test
  void whatWasOnlyAskedAtFirstMayAlwaysTakeLong() {
    DetectorSetup setup = DrawnFacts.setup();
    ColdStartDetector detector = new ColdStartDetector();
    for (int i = 0; i < 130; i++) {
      detector.learn(request(setup, i, i < 20 ? "GET /init" : "GET /item", i < 20 ? 400 : 10));
    }
    assertThat(clues(detector, request(setup, 0, "GET /init", 400))).isEmpty();
  }

  private static List<Clue> clues(ColdStartDetector detector, TraceFacts facts) {
    List<Clue> clues = new ArrayList<>();
    detector.detect(facts, clues::add);
    return clues;
  }

  @Test
  void lessThanThreeTimesIsNone() {
    assertThat(instance(29, 10, 50)).isEmpty();
  }

  @Test
  void fiftyLaterOnesAreNeeded() {
    assertThat(instance(31, 10, 49)).isEmpty();
  }

  @Test
  void oneSlowRequestIsNoColdStart() {
    assertThat(instance(10, 10, 50)).isEmpty();
  }

  private static List<Finding> instance(int firstMs, int laterMs, int later) {
    Resource resource =
        new Resource(Attributes.of("service.name", "api", "service.instance.id", "api-7"));
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 20 + later; i++) {
      long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * i);
      spans.add(
          Span.builder(new TraceId(1, i + 1L), 1)
              .name("GET /a")
              .kind(SpanKind.SERVER)
              .times(start, start + TraceFixture.ms(i < 20 ? firstMs : laterMs))
              .resource(resource)
              .build());
    }
    return new Window().spans(spans).of(COLD);
  }

  @Test
  void onlySlowOnesOfTheFirstRequestsAreTold() {
    // The handlers below a request are no requests, and a slow one later is no cold start.
    assertThat(instances(i -> i == 3 ? 10 : i < 20 || i == 70 ? 60 : 10, 80).traceCount())
        .isEqualTo(19);
  }

  @Test
  void aHundredthOfTheRequestsIsAWarningForInstancesToo() {
    assertThat(instances(i -> i < 20 ? 31 : 10, 1_990).severity()).isEqualTo(Severity.WARNING);
    assertThat(instances(i -> i < 20 ? 31 : 10, 2_010).severity()).isEqualTo(Severity.INFO);
  }

  /** Twenty thousand operations are kept; how often a forgotten one is cold is not known. */
  @Test
  void ofAnOperationThatWasForgottenItIsAnInfo() {
    DetectorSetup setup = DrawnFacts.setup();
    ColdStartDetector detector = new ColdStartDetector();
    TraceFacts first = request(setup, 0, "GET /a", 60);
    for (int i = 0; i < 70; i++) {
      detector.learn(request(setup, i, "GET /a", i < 20 ? 60 : 10));
    }
    assertThat(severity(detector, first)).isEqualTo(Severity.WARNING);

    for (int i = 70; i < 20_100; i++) {
      detector.learn(request(setup, i, "GET /" + i, 10));
    }
    assertThat(detector.forgotten()).isPositive();
    assertThat(severity(detector, first)).isEqualTo(Severity.INFO);
  }

  private static TraceFacts request(DetectorSetup setup, int number, String name, int millis) {
    long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * number);
    Span span =
        Span.builder(new TraceId(1, number + 1L), 1)
            .name(name)
            .kind(SpanKind.SERVER)
            .times(start, start + TraceFixture.ms(millis))
            .resource(
                new Resource(Attributes.of("service.name", "api", "service.instance.id", "api-7")))
            .build();
    return DrawnFacts.of(TraceFixture.assemble(List.of(span)), setup);
  }

  private static Severity severity(ColdStartDetector detector, TraceFacts facts) {
    List<Clue> clues = new ArrayList<>();
    detector.detect(facts, clues::add);
    assertThat(clues).hasSize(1);
    return clues.get(0).gravity().severity();
  }

  @Test
  void whatIsBelowAColdFunctionIsNotColdAgain() {
    Detected detected =
        Detected.in(
            "thumbs 0-900 server @images faas.coldstart=true",
            "  init 1-500 internal faas.coldstart=true");
    assertThat(detected.only(COLD).operation()).isEqualTo("thumbs");
  }

  /** Requests of one instance, each with a handler below it. */
  private static Finding instances(IntUnaryOperator millis, int count) {
    List<Finding> found = found(millis, count, "api-7");
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<Finding> found(IntUnaryOperator millis, int count, String instance) {
    Resource resource =
        instance.isEmpty()
            ? Resource.ofService("api")
            : new Resource(Attributes.of("service.name", "api", "service.instance.id", instance));
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * i);
      TraceId trace = new TraceId(1, i + 1L);
      spans.add(
          Span.builder(trace, 1)
              .name("GET /a")
              .kind(SpanKind.SERVER)
              .times(start, start + TraceFixture.ms(millis.applyAsInt(i)))
              .resource(resource)
              .build());
      spans.add(
          Span.builder(trace, 2)
              .parent(1)
              .name("handler")
              .kind(SpanKind.INTERNAL)
              .times(start, start + TraceFixture.ms(1))
              .resource(resource)
              .build());
    }
    return new Window().spans(spans).of(COLD);
  }

  @Test
  void halfOfTheFirstRequestsAreCold() {
    assertThat(instances(i -> i < 11 ? 60 : 10, 80).traceCount()).isEqualTo(11);
    assertThat(found(i -> i < 10 ? 60 : 10, 80, "api-7")).isEmpty();
  }

  @Test
  void warmIsTheMedianOfTheLaterOnes() {
    assertThat(found(i -> i < 20 ? 60 : i < 71 ? 10 : 30, 120, "api-7")).hasSize(1);
    assertThat(found(i -> i < 20 ? 60 : i < 69 ? 10 : 30, 120, "api-7")).isEmpty();
  }

  @Test
  void requestsOfNoNamedInstanceAreNotTheFirstOfOne() {
    assertThat(found(i -> i < 20 ? 60 : 10, 80, "")).isEmpty();
  }

  @Test
  void whatIsWarmIsToldWhereItIsKnown() {
    Detected alone = Detected.in("resize 0-900 server @images faas.coldstart=true");
    assertThat(alone.only(COLD).details()).doesNotContainKey("warmNanos");
    assertThat(alone.only(COLD).summary()).endsWith("on a new function.");
    Finding among = functions(99);
    assertThat(among.details()).containsKey("warmNanos");
    assertThat(among.summary()).contains("on a new function, else 9");
  }

  @Test
  void aTruthValueSaysItToo() {
    Span span =
        Span.builder(TraceFixture.TRACE_ID, 1)
            .name("resize")
            .kind(SpanKind.SERVER)
            .times(TraceFixture.EPOCH_NANOS, TraceFixture.EPOCH_NANOS + TraceFixture.ms(900))
            .attributes(Attributes.of("faas.coldstart", true))
            .resource(Resource.ofService("images"))
            .build();
    assertThat(Detected.in(TraceFixture.assemble(List.of(span))).of(COLD)).hasSize(1);
  }

  @Test
  void warmIsTheMedianOfAFunctionsWarmRequests() {
    assertThat(warmNanos(51, 49)).isBetween(TraceFixture.ms(9), TraceFixture.ms(11));
    assertThat(warmNanos(49, 51)).isBetween(TraceFixture.ms(29), TraceFixture.ms(31));
  }

  private static long warmNanos(int quick, int slow) {
    Window window = new Window();
    window.trace(0, "resize 0-900 server @images faas.coldstart=true");
    for (int i = 0; i < quick + slow; i++) {
      window.trace(
          1000 + i * 100.0,
          "resize 0-%d server @images faas.coldstart=false".formatted(i < quick ? 10 : 30));
    }
    return Window.number(window.only(COLD), "warmNanos");
  }

  @Test
  void whoNamesNoInstanceIsNotMeasuredByThoseThatDo() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * i);
      Attributes of =
          i % 2 == 0
              ? Attributes.of("service.name", "api", "service.instance.id", "api-7")
              : Attributes.of("service.name", "old");
      spans.add(
          Span.builder(new TraceId(1, i + 1L), 1)
              .name("GET /a")
              .kind(SpanKind.SERVER)
              .times(start, start + TraceFixture.ms(i < 40 ? 60 : 10))
              .resource(new Resource(of))
              .build());
    }
    assertThat(new Window().spans(spans).of(COLD)).isEmpty();
  }

  @Test
  void whereNothingWarmIsKnownNothingIsGained() {
    Detected alone = Detected.in("resize 0-900 server @images faas.coldstart=true");
    assertThat(alone.only(COLD).impact().highNanos()).isZero();
  }

  @Test
  void aColdRequestOfAnOperationThatWasForgottenIsToldToo() {
    ColdStartDetector detector = new ColdStartDetector();
    DetectorSetup setup = DrawnFacts.setup();
    for (int i = 0; i < 70; i++) {
      detector.learn(
          DrawnFacts.of(TraceFixture.assemble(ofInstance("GET /a", i, i < 20 ? 60 : 10)), setup));
    }
    List<Clue> clues = new ArrayList<>();
    detector.detect(
        DrawnFacts.of(TraceFixture.assemble(ofInstance("GET /b", 5, 60)), setup), clues::add);
    assertThat(clues).hasSize(1);
  }

  private static List<Span> ofInstance(String name, int second, double ms) {
    long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(1000.0 * second);
    return List.of(
        Span.builder(new TraceId(1, second + 1L), 1)
            .name(name)
            .kind(SpanKind.SERVER)
            .times(start, start + TraceFixture.ms(ms))
            .resource(
                new Resource(Attributes.of("service.name", "api", "service.instance.id", "api-7")))
            .build());
  }
}
