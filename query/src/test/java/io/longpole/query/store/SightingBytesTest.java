package io.longpole.query.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.TraceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sightings come back from their stored bytes as they were. */
class SightingBytesTest {

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
            details,
            List.of());
    ByteOutput out = new ByteOutput(16);
    SightingBytes.write(sighting, out);
    Sighting read = SightingBytes.read(new ByteInput(out.copy()), sighting.traceId());
    assertThat(read).isEqualTo(sighting);
    assertThat(read.details().keySet()).containsExactlyElementsOf(details.keySet());
  }
}
