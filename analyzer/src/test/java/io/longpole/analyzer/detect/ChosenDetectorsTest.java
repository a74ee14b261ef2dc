package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChosenDetectorsTest {

  private static final Trace TRACE =
      TraceFixture.trace(
          "POST /buy 0-900 server @shop",
          "  q 5-40 client error db.system.name=postgresql db.response.status_code=40P01"
              + " db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'",
          "  POST 50-890 client http.request.method=POST url.full=https://api.bank.example/pay"
              + " server.address=api.bank.example");

  @Test
  void onlyThoseThatAreChosenLook() {
    assertThat(seen(name -> true)).contains("lock-contention", "external-call");
    assertThat(seen("lock-contention"::equals)).containsExactly("lock-contention");
    assertThat(seen(name -> false)).isEmpty();
  }

  private static List<String> seen(Predicate<String> chosen) {
    Detectors detectors =
        new Detectors(Settings.DEFAULT.detectors(), UnaryOperator.identity(), chosen);
    PathAnalysis path = PathAnalysis.of(TRACE, Settings.DEFAULT.path());
    return detectors.look(TRACE, path, Calls.of(TRACE)).sightings().stream()
        .map(Sighting::detector)
        .distinct()
        .toList();
  }
}
