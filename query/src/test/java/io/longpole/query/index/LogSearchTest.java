package io.longpole.query.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.Location;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSearchTest {

  private static final long NOON_NANOS = 1_935_835_200_000_000_000L; // 2031-05-06T12:00:00Z
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final TraceId TRACE = TraceId.parse("4bf92f3577b34da6a3ce929d0e0e4736");

  @TempDir Path folder;
  private TraceIndex index;
  private final Map<Location, LogRecord> stored = new HashMap<>();

  @BeforeEach
  void putSome() {
    index = TraceIndex.open(folder, IndexSettings.DEFAULT);
    put(1, "INFO", "loaded 3 items", "cart", TRACE, 7);
    put(2, "ERROR", "java.net.SocketTimeoutException: connect timed out", "cart", TRACE, 8);
    put(3, "WARN", "retry payment, order_id=4711", "payment", TraceId.NONE, 0);
    put(4, "INFO", "payment accepted at /payments/17", "payment", new TraceId(0, 5), 9);
    index.refresh();
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void put(int at, String severity, String body, String service, TraceId id, long span) {
    int number = LogSeverity.firstNumber(severity);
    LogRecord log =
        new LogRecord(
            NOON_NANOS + at,
            number,
            severity,
            body,
            "",
            Attributes.of("logger.name", "shop." + service, "attempt", at),
            Resource.ofService(service),
            Scope.EMPTY,
            id,
            span);
    put(log, new Location(at, 0), false);
  }

  private void put(LogRecord log, Location location, boolean mayExist) {
    stored.put(location, log);
    index.putLog(
        new StoredLog(new LogKey(location.position(), location.ordinal()), log),
        location,
        mayExist);
  }

  private Optional<LogRecord> read(Location location) {
    return Optional.ofNullable(stored.get(location));
  }

  private List<Long> find(String text) {
    return find(text, new Interval(NOON_NANOS, NOON_NANOS + DAY_NANOS));
  }

  /** How many nanoseconds after noon the records are. */
  private List<Long> find(String text, Interval interval) {
    try (IndexView view = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      LogHits hits =
          view.logs(new LogQuery(text, interval, TraceId.NONE, 0, "", 0, 100), this::read);
      assertThat(hits.matched()).isEqualTo(hits.logs().size());
      return hits.logs().stream().map(log -> log.timeNanos() - NOON_NANOS).toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payment                          | 4 3",
        "PAYMENT                          | 4 3",
        "payment AND retry                | 3",
        "payment -retry                   | 4",
        "NOT payment                      | 2 1",
        "payment loaded                   | 4 3 1",
        "\"timed out\"                    | 2",
        "\"out timed\"                    |",
        "\"connect out\"~1                | 2",
        "SocketTimeoutException           | 2",
        "java.net.SocketTimeoutException  | 2",
        "net.java.SocketTimeoutException  |",
        "order_id                         | 3",
        "4711                             | 3",
        "pay*                             | 4 3",
        "Pay*                             | 4 3",
        "pa?ment                          | 4 3",
        "*ment                            | 4 3",
        "/pay.+/                          | 4 3",
        "paymant~                         | 4 3",
        "service:cart                     | 2 1",
        "service:ca*                      | 2 1",
        "severity:error                   | 2",
        "severity:ERROR OR severity:warn  | 3 2",
        "trace:4bf92f3577b34da6a3ce929d0e0e4736 | 2 1",
        "trace:5                          | 4",
        "trace:4bf9*                      | 2 1",
        "span:8                           | 2",
        "trace:*                          | 4 2 1",
        "logger.name:shop.payment         | 4 3",
        "logger.name:\"shop.payment\"     | 4 3",
        "logger.name:shop*                | 4 3 2 1",
        "attempt:3                        | 3",
        "service.name:cart                | 2 1",
        "nobody:has                       |",
        "time:[2031-05-06 TO 2031-05-07]  | 4 3 2 1",
        "time:{1935835200000000002 TO *]  | 4 3",
        "time:[2031-05-06T12:00:00.000000002Z TO 2031-05-06T12:00:00.000000003Z] | 3 2",
        "time:[2030-01-01 TO 2029-01-01]  |",
        "*:*                              | 4 3 2 1",
        "body:*                           | 4 3 2 1",
        "(payment OR loaded) AND severity:info | 4 1"
      })
  void classicSyntaxFindsNewestFirst(String text, String expected) {
    String found = String.join(" ", find(text).stream().map(String::valueOf).toList());
    assertThat(found).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payment AND          | at character 12: found the end, expected",
        "(payment             | at character 9: found the end, expected",
        "payment)             | at character 8: found ')', expected",
        "\"payment            | is not closed",
        "GET /cart            | at character 9: a quote, regular expression or range is not closed",
        "severity:[a TO b]    | at character 1: severity:[a TO b]: ranges are for the field time",
        "x trace:xyz          | at character 3: trace:xyz",
        "time:yesterday       | a range is expected",
        "time:[monday TO *]   | at character 7: monday: a time like",
        "service:/a+/         | regular expressions are for the field body only",
        "service:cart~        | only the field body is searched fuzzily"
      })
  void badSyntaxSaysWhereAndWhatWasExpected(String text, String message) {
    assertThatThrownBy(() -> find(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("query: ")
        .hasMessageContaining(message);
  }

  @Test
  void leadingWildcardsAndRegularExpressionsNeedAWindowOfADay() {
    for (String text : List.of("*ment", "?ayment", "/.*ment/", "service:*art")) {
      assertThatThrownBy(() -> find(text, new Interval(NOON_NANOS, NOON_NANOS + DAY_NANOS + 1)))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a day");
      assertThatThrownBy(() -> find(text, Interval.ALL))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(find("pay*", Interval.ALL)).containsExactly(4L, 3L);
  }

  @Test
  void limitsOfQueriesAreSaid() {
    assertThatThrownBy(() -> find("x".repeat(20_000))).hasMessageContaining("20000 characters");
    assertThatThrownBy(() -> find("(".repeat(65) + "x" + ")".repeat(65)))
        .hasMessageContaining("at character 65: more than 64 open parentheses");
    assertThatThrownBy(() -> find("w ".repeat(1_100))).hasMessageContaining("1024 clauses");
    assertThatThrownBy(() -> find("/(.*a){1000}(b|c.*){500}/"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void filtersNarrow() {
    try (IndexView view = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      assertThat(
              view.logs(new LogQuery("", Interval.ALL, TRACE, 0, "", 0, 10), this::read).matched())
          .isEqualTo(2);
      assertThat(
              view.logs(new LogQuery("", Interval.ALL, TRACE, 8, "", 0, 10), this::read).matched())
          .isEqualTo(1);
      assertThat(
              view.logs(
                      new LogQuery("", Interval.ALL, TraceId.NONE, 0, "payment", 0, 10), this::read)
                  .matched())
          .isEqualTo(2);
      assertThat(
              view.logs(new LogQuery("", Interval.ALL, TraceId.NONE, 0, "", 13, 10), this::read)
                  .matched())
          .isEqualTo(2);
      LogHits newest =
          view.logs(new LogQuery("", Interval.ALL, TraceId.NONE, 0, "", 0, 1), this::read);
      assertThat(newest.matched()).isEqualTo(4);
      assertThat(newest.logs().getFirst().body()).startsWith("payment accepted");
    }
  }

  @Test
  void aRecordPutAgainReplacesItself() {
    for (int i = 0; i < 3; i++) {
      LogRecord log =
          new LogRecord(
              NOON_NANOS + 3,
              13,
              "WARN",
              "retry payment",
              "",
              Attributes.EMPTY,
              Resource.ofService("payment"),
              Scope.EMPTY,
              TraceId.NONE,
              0);
      put(log, new Location(3, 0), true);
    }
    index.refresh();
    assertThat(find("retry")).containsExactly(3L);
  }

  @Test
  void orderIsThatOfAReferenceWhateverTheSegments() {
    long seed = 5;
    Random random = new Random(seed);
    record Entry(long at, int place) {}
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Entry entry = new Entry(random.nextInt(50), i * 379 % 500);
      entries.add(entry);
      put(
          new LogRecord(
              NOON_NANOS + entry.at,
              9,
              "INFO",
              "random " + entry.place,
              "",
              Attributes.EMPTY,
              Resource.ofService("random"),
              Scope.EMPTY,
              TraceId.NONE,
              0),
          new Location(entry.place, 0),
          true);
      if (random.nextInt(60) == 0) {
        index.refresh();
      }
    }
    index.refresh();
    entries.sort(Comparator.comparingLong(Entry::at).reversed().thenComparingInt(Entry::place));
    try (IndexView view = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      LogHits hits =
          view.logs(
              new LogQuery("", Interval.ALL, TraceId.NONE, 0, "random", 0, 1_000), this::read);
      assertThat(hits.logs().stream().map(LogRecord::body))
          .as("seed %s", seed)
          .containsExactlyElementsOf(
              entries.stream().map(entry -> "random " + entry.place).toList());
    }
  }
}
