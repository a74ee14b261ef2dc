package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits for a connection as .NET, Ecto and Spring tell them. */
class LibraryPoolWaitTest {

  private static final String WAIT = "pool-wait";
  private static final String QUERY =
      " client db.system.name=postgresql db.query.text='SELECT a FROM item WHERE id = ?'";

  @Test
  void dotnetsHttpClientWaitsForAConnection() {
    Sighting wait =
        Detected.in(
                "GET /cart 0-200 server @web",
                "  GET 5-190 client http.request.method=GET url.full=https://stock/items",
                "    HTTP wait_for_connection stock:443 6-80 internal")
            .only(WAIT);
    assertThat(wait.details())
        .containsEntry("waitNanos", TraceFixture.ms(74))
        .containsEntry("pool", "stock:443");
  }

  @ParameterizedTest
  @CsvSource({
    "queue_time_microseconds=60000, 60",
    "queue_time_microseconds=19999, 0",
    "queue_time_microseconds=20000, 20",
    "query_time_microseconds=60000, 0",
  })
  void ectoTellsHowLongItsQueriesWaited(String attribute, int waitMs) {
    Detected detected =
        Detected.in(
            "GET /items 0-100 server @shop", "  shop.repo.query 5-95" + QUERY + " " + attribute);
    assertThat(detected.of(WAIT)).hasSize(waitMs > 0 ? 1 : 0);
    if (waitMs > 0) {
      Sighting wait = detected.only(WAIT);
      assertThat(wait.details()).containsEntry("waitNanos", TraceFixture.ms(waitMs));
      assertThat(wait.impact().lowNanos()).isEqualTo(TraceFixture.ms(waitMs) / 2);
      assertThat(wait.impact().highNanos()).isEqualTo(TraceFixture.ms(waitMs));
    }
  }

  @Test
  void aJobThatWaitedInAQueueDidNotWaitForAConnection() {
    assertThat(Detected.in("send mails 0-100 internal queue_time_microseconds=60000").of(WAIT))
        .isEmpty();
  }

  @Test
  void ectosCurrentNameIsOfSeconds() {
    Span query =
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .name("shop.repo.query")
            .times(TraceFixture.EPOCH_NANOS, TraceFixture.EPOCH_NANOS + TraceFixture.ms(90))
            .attributes(
                Attributes.of(
                    "db.system.name", "postgresql", "ecto.queue_time.duration", 0.06 /* seconds */))
            .build();
    assertThat(Detected.in(TraceFixture.assemble(List.of(query))).only(WAIT).details())
        .containsEntry("waitNanos", TraceFixture.ms(60));
  }

  @Test
  void springsConnectionIsAwaitedUntilItIsAcquired() {
    String held = "  connection 10-170 client jdbc.datasource.pool=small event=acquired:";
    String query =
        "    query 150-165 client jdbc.datasource.pool=small jdbc.query[0]='SELECT a FROM item'";
    Sighting wait = Detected.in("http get /held 0-200 server @shop", held + 110, query).only(WAIT);
    assertThat(wait.details())
        .containsEntry("waitNanos", TraceFixture.ms(100))
        .containsEntry("pool", "small");
    assertThat(wait.impact().highNanos()).isEqualTo(TraceFixture.ms(100));
    assertThat(Detected.in("http get /held 0-200 server @shop", held + 12, query).of(WAIT))
        .isEmpty();
  }
}
