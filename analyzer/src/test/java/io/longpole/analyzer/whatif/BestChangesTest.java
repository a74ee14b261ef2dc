package io.longpole.analyzer.whatif;

import static io.longpole.analyzer.TraceFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestChangesTest {

  private static final TraceId ID = new TraceId(0, 1);

  private final Analysis analysis = new Analysis(Settings.DEFAULT);

  private static Trace trace(List<Span> spans) {
    return Assembly.assemble(ID, spans, List.of(), AssemblySettings.DEFAULT);
  }

  private List<String> best(Trace trace, List<Sighting> sightings) {
    return BestChanges.of(trace, OrderEvidence.NONE, analysis, sightings).stream()
        .map(best ->
            best.kind().text()
                + " "
                + best.operation()
                + " "
                + (best.predicted().originalNanos() - best.predicted().predictedNanos()) / ms(1))
        .toList();
  }

  private static List<Span> loop(int queries) {
    List<Span> spans = new ArrayList<>();
    spans.add(Span.builder(ID, 1).name("web").kind(SpanKind.SERVER).times(0, ms(100)).build());
    for (int i = 0; i < queries; i++) {
      spans.add(
          Span.builder(ID, 10 + i)
              .parent(1)
              .name("SELECT book")
              .kind(SpanKind.CLIENT)
              .times(ms(10 + 6 * i), ms(15 + 6 * i))
              .attributes(
                  Attributes.of(
                      "db.system.name",
                      "postgresql",
                      "db.query.text",
                      "SELECT * FROM book WHERE id = " + i))
              .build());
    }
    return spans;
  }

  @Test
  void halfOfTheOwnWorkOfEachOperationIsTried() {
    Trace trace = trace(TraceFixture.spans(ID, "web 0-100", "  a 10-70", "  b 20-60"));

    // with a at 10-40 web waits for b, which ends at 60
    assertThat(best(trace, List.of())).containsExactly("halve web 20", "halve a 10");
  }

  @Test
  void aLoopOfCallsIsMadeOne() {
    // 12 queries of 5 ms, 1 ms between them: one of 5 ms saves 55 and the 11 gaps; half of web's
    // own 40 ms saves 20
    assertThat(best(trace(loop(12)), List.of()))
        .containsExactly("batch SELECT book 66", "halve web 20");
  }

  @Test
  void twoCallsAreNoLoop() {
    assertThat(best(trace(loop(2)), List.of()))
        .containsExactly("halve web 45", "halve SELECT book 5");
  }

  @Test
  void whatADetectorSawIsMended() {
    TraceAnalysis seen = analysis.of(trace(loop(12)));
    assertThat(seen.sightings()).extracting(Sighting::detector).containsExactly("n-plus-one");
    assertThat(seen.sightings().get(0).fixes())
        .singleElement()
        .satisfies(fix -> {
          assertThat(fix.kind()).isEqualTo(Fix.Kind.BATCH);
          assertThat(fix.hopeful()).hasSize(12).isEqualTo(fix.careful());
        });

    List<BestChanges.Best> best =
        BestChanges.of(seen.trace(), OrderEvidence.NONE, analysis, seen.sightings());

    // both make one call of 5 ms; what a detector saw is told first
    assertThat(best.get(0).kind()).isEqualTo(BestChanges.Kind.MEND);
    assertThat(best.get(0).detector()).isEqualTo("n-plus-one");
    assertThat(best.get(0).spans()).isEqualTo(12);
    assertThat(best.get(0).predicted().predictedNanos()).isEqualTo(ms(100 - 66));
    assertThat(best).hasSize(2);
  }

  @Test
  void attemptsBeforeASuccessAreTakenAway() {
    List<Span> spans = new ArrayList<>();
    spans.add(Span.builder(ID, 1).name("web").kind(SpanKind.SERVER).times(0, ms(100)).build());
    for (int attempt = 0; attempt < 3; attempt++) {
      spans.add(
          Span.builder(ID, 10 + attempt)
              .parent(1)
              .name("GET")
              .kind(SpanKind.CLIENT)
              .times(ms(5 + 30 * attempt), ms(25 + 30 * attempt))
              .attributes(
                  Attributes.of(
                      "http.request.method",
                      "GET",
                      "url.full",
                      "http://stock/items/7",
                      "http.response.status_code",
                      attempt < 2 ? 503L : 200L,
                      "http.request.resend_count",
                      (long) attempt))
              .build());
    }
    // the last attempt takes the first one's place: 5 + 20 + 15 of 100 remain
    assertThat(best(trace(spans), List.of()).get(0)).isEqualTo("no-retries GET 60");
  }

  @Test
  void whatBringsNothingIsNotNamed() {
    Trace trace = trace(TraceFixture.spans(ID, "web 0-100", "  a 0-100", "  b 0-100"));
    // two equal branches: half of one alone leaves the other
    assertThat(best(trace, List.of())).isEmpty();
  }
}
