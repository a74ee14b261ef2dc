package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceFlag;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.proto.query.v1.AttributeMatch;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.ShopTraces;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.IndexSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random questions over random traces, against a reference that looks at every span. */
class SearchRandomTest {

  @TempDir Path folder;

  /** What is known of a trace: its newest spans and what they say. */
  private record Known(TraceId id, List<Span> spans, TraceAnalysis analysis, int version) {
    long durationNanos() {
      return analysis.trace().durationNanos(0);
    }
  }

  // The second run has room for so few terms that many traces must be read to decide.
  @ParameterizedTest
  @CsvSource({"1, 1000, 1000", "2, 300, 12"})
  void everyAnswerIsThatOfTheReference(long seed, int traces, int maxTerms) {
    Random random = new Random(seed);
    ShopTraces shop = new ShopTraces(seed);
    IndexSettings settings = new IndexSettings(16, maxTerms);
    Map<TraceId, Known> known = new TreeMap<>();
    List<SearchTracesRequest> requests = new ArrayList<>();
    try (SearchFixture fixture = new SearchFixture(folder, settings)) {
      for (int i = 0; i < traces; i++) {
        put(fixture, known, shop, random);
        if (random.nextInt(100) == 0) {
          fixture.index.refresh();
        }
      }
      fixture.index.refresh();
      for (int i = 0; i < 150; i++) {
        requests.add(request(random, known));
      }
      assertAll(fixture, requests, known, "after the first puts, seed " + seed);
      for (int i = 0; i < traces / 5; i++) {
        putAgain(fixture, known, shop, random);
      }
      fixture.index.refresh();
      assertAll(fixture, requests, known, "after putting again, seed " + seed);
      assertAllFoundById(fixture, known);
      commit(fixture);
    }
    try (SearchFixture reopened = new SearchFixture(folder, settings)) {
      assertAll(reopened, requests, known, "after opening again, seed " + seed);
      known.values().forEach(k -> reopened.put(k.id, k.spans, k.version + 1));
      reopened.index.refresh();
      known.replaceAll((id, k) -> new Known(id, k.spans, k.analysis, k.version + 1));
      assertAll(reopened, requests, known, "after putting all again, seed " + seed);
      assertAllFoundById(reopened, known);
    }
  }

  private static void commit(SearchFixture fixture) {
    try {
      fixture.log.sync();
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
    fixture.index.commit(new CommitPoint(1, "log", Map.of()));
  }

  private static void put(
      SearchFixture fixture, Map<TraceId, Known> known, ShopTraces shop, Random random) {
    TraceId id = shop.nextId();
    List<Span> spans = shop.next(id, 1 + random.nextInt(8));
    known.put(id, new Known(id, spans, fixture.put(id, spans, 1), 1));
  }

  /** Late spans: the trace is put with more of them. */
  private static void putAgain(
      SearchFixture fixture, Map<TraceId, Known> known, ShopTraces shop, Random random) {
    List<TraceId> ids = new ArrayList<>(known.keySet());
    Known before = known.get(ids.get(random.nextInt(ids.size())));
    if (before == null) {
      throw new IllegalStateException();
    }
    List<Span> spans = new ArrayList<>(before.spans);
    spans.addAll(shop.next(before.id, 1 + random.nextInt(3)));
    int version = before.version + 1;
    known.put(
        before.id, new Known(before.id, spans, fixture.put(before.id, spans, version), version));
  }

  private static SearchTracesRequest request(Random random, Map<TraceId, Known> known) {
    List<Known> all = new ArrayList<>(known.values());
    Known some = all.get(random.nextInt(all.size()));
    Span span = some.spans.get(random.nextInt(some.spans.size()));
    SearchTracesRequest.Builder request =
        SearchTracesRequest.newBuilder()
            .setLimit(1 + random.nextInt(random.nextBoolean() ? 5 : 2_000));
    if (random.nextInt(3) == 0) {
      request.setService(span.service());
    }
    if (random.nextInt(3) == 0) {
      request.setOperation(span.name());
    }
    if (random.nextInt(4) == 0) {
      request.setMinDurationNanos(some.durationNanos());
    }
    if (request.getMinDurationNanos() == 0 && random.nextInt(4) == 0) {
      request.setMaxDurationNanos(all.get(random.nextInt(all.size())).durationNanos());
    }
    request.setErrorsOnly(random.nextInt(5) == 0);
    if (random.nextInt(4) == 0) {
      long from = some.analysis.trace().startNanos(0);
      request.setWindow(
          Window.newBuilder()
              .setFromUnixNanos(from)
              .setToUnixNanos(random.nextBoolean() ? 0 : from + random.nextLong(500_000_000)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      boolean own = random.nextInt(3) > 0;
      var attributes = own ? span.attributes() : span.resource().attributes();
      int at = random.nextInt(attributes.size());
      request.addAttributes(
          AttributeMatch.newBuilder()
              .setKey(attributes.key(at))
              .setValue(attributes.value(at).toString()));
    }
    return request.build();
  }

  private static void assertAll(
      SearchFixture fixture,
      List<SearchTracesRequest> requests,
      Map<TraceId, Known> known,
      String when) {
    for (SearchTracesRequest request : requests) {
      SearchTracesResponse response = fixture.search.traces(request);
      List<Known> expected =
          known.values().stream()
              .filter(k -> matches(k, request))
              .sorted(
                  Comparator.comparingLong(Known::durationNanos)
                      .reversed()
                      .thenComparing(Known::id))
              .toList();
      assertThat(response.getPartial()).isFalse();
      assertThat(response.getMatched()).as("%s: %s", when, request).isEqualTo(expected.size());
      assertThat(response.getTracesList().stream().map(SearchRandomTest::describe))
          .as("%s: %s", when, request)
          .containsExactlyElementsOf(
              expected.stream().limit(request.getLimit()).map(k -> describe(k)).toList());
    }
  }

  private static String describe(TraceSummary line) {
    return "%s %d %d %d v%d %s"
        .formatted(
            line.getTraceId(),
            line.getDurationNanos(),
            line.getSpanCount(),
            line.getErrorCount(),
            line.getVersion(),
            line.getFlagsList());
  }

  private static String describe(Known known) {
    EnumSet<TraceFlag> flags = EnumSet.noneOf(TraceFlag.class);
    flags.addAll(known.analysis.trace().flags());
    flags.addAll(known.analysis.path().flags());
    return "%s %d %d %d v%d %s"
        .formatted(
            known.id.hex(),
            known.durationNanos(),
            known.analysis.trace().size(),
            known.analysis.errorCount(),
            known.version,
            flags.stream().map(TraceFlag::text).toList());
  }

  private static boolean matches(Known known, SearchTracesRequest request) {
    long start = known.analysis.trace().startNanos(0);
    long from = request.getWindow().getFromUnixNanos();
    long to = request.getWindow().getToUnixNanos();
    long max = request.getMaxDurationNanos();
    return (from == 0 || start >= from)
        && (to == 0 || start < to)
        && known.durationNanos() >= request.getMinDurationNanos()
        && (max == 0 || known.durationNanos() <= max)
        && (!request.getErrorsOnly() || known.analysis.errorCount() > 0)
        && known.spans.stream().anyMatch(span -> isNamed(span, request))
        && known.spans.stream().anyMatch(span -> hasAll(span, request.getAttributesList()));
  }

  private static boolean isNamed(Span span, SearchTracesRequest request) {
    return (request.getService().isEmpty() || span.service().equals(request.getService()))
        && (request.getOperation().isEmpty() || span.name().equals(request.getOperation()));
  }

  private static boolean hasAll(Span span, List<AttributeMatch> wanted) {
    return wanted.stream()
        .allMatch(match ->
            match.getValue().equals(span.attributes().asText(match.getKey()))
                || match.getValue().equals(span.resource().attributes().asText(match.getKey())));
  }

  private static void assertAllFoundById(SearchFixture fixture, Map<TraceId, Known> known) {
    known.forEach((id, k) ->
        assertThat(fixture.index.find(id).flatMap(at -> fixture.log.read(id, at.location())))
            .hasValueSatisfying(trace -> assertThat(trace.spans()).isEqualTo(k.spans)));
  }
}
