package io.longpole.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.RandomSpans;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.ByteOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Log records and sightings come back from their stored bytes as they were. */
class StoredBytesTest {

  @Test
  void logRecordsComeBack() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      RandomSpans values = new RandomSpans(seed);
      LogRecord log =
          new LogRecord(
              random.nextLong(),
              random.nextInt(25),
              random.nextBoolean() ? "" : "Warnung",
              random.nextBoolean() ? "größer 🙂" : "",
              random.nextBoolean() ? "" : "exception",
              values.attributes(2),
              new Resource(values.attributes(1)),
              new Scope("scope", "1", values.attributes(1)),
              new TraceId(random.nextLong(), random.nextLong()),
              random.nextLong());
      ByteOutput out = new ByteOutput(16);
      LogBytes.write(log, out);
      assertThat(LogBytes.read(new ByteInput(out.copy()))).as("seed %s", seed).isEqualTo(log);
    }
  }

  @Test
  void sightingsComeBackWithTheirDetailsInOrder() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("count", 12L);
    details.put("arguments", "distinct");
    details.put("share", 0.25);
    details.put("known", true);
    details.put("calls", List.of("a", "b"));
    Sighting sighting =
        new Sighting(
            "0123456789abcdef0123456789abcdef",
            "n-plus-one",
            Severity.CRITICAL,
            "orders",
            "GET /orders",
            "web GET /",
            new TraceId(1, 2),
            1_760_000_000_000_000_000L,
            3,
            "asks 12 times",
            "ask once",
            new Impact(10, 20, true),
            List.of(5L, -6L),
            details);
    ByteOutput out = new ByteOutput(16);
    SightingBytes.write(sighting, out);
    Sighting read = SightingBytes.read(new ByteInput(out.copy()));
    assertThat(read).isEqualTo(sighting);
    assertThat(read.details().keySet()).containsExactlyElementsOf(details.keySet());
  }
}
