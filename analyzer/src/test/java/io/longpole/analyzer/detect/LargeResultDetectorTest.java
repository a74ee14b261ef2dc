package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeResultDetectorTest {

  private static final String LARGE = "large-result";

  private static Detected call(String times, String attributes) {
    return Detected.in(
        "GET /export 0-500 server @web", "  call " + times + " client " + attributes);
  }

  private static Detected query(String times, int rows) {
    return call(
        times,
        "db.system.name=postgresql db.query.text='SELECT * FROM item' db.response.returned_rows="
            + rows);
  }

  @Test
  void tenThousandRows() {
    assertThat(query("0-120", 10_000).detail(LARGE, "rows")).isEqualTo(10_000L);
    assertThat(query("0-120", 10_000).only(LARGE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aLargeBodyByItsCurrentAndOldNames() {
    String get = "http.request.method=GET url.full=http://stock/items ";
    assertThat(call("0-120", get + "http.response.body.size=300000").of(LARGE)).hasSize(1);
    assertThat(call("0-120", get + "http.response_content_length=400000").of(LARGE)).hasSize(1);
    assertThat(call("0-120", get + "http.response.header.content-length='500000'").of(LARGE))
        .hasSize(1);
    assertThat(call("0-120", get + "http.response.body.size=299999").of(LARGE)).isEmpty();
  }

  @Test
  void theServerMayTellTheSizeOfTheBody() {
    String get = "  GET 0-120 client http.request.method=GET url.full=http://stock/items";
    String served = "    GET /items 2-118 server @stock http.response.body.size=";
    String root = "GET /export 0-500 server @web";
    assertThat(Detected.in(root, get, served + 900_000).detail(LARGE, "bytes")).isEqualTo(900_000L);
    assertThat(Detected.in(root, get, served + 299_999).of(LARGE)).isEmpty();
    assertThat(
            Detected.in(root, get, "    work 1-2 internal @web", served + 900_000)
                .detail(LARGE, "bytes"))
        .isEqualTo(900_000L);
    assertThat(Detected.in(root, get + " http.response.body.size=0", served + 900_000).of(LARGE))
        .isEmpty();
    // What the server reads itself is not what it answers.
    assertThat(
            Detected.in(root, get, "    work 2-118 internal @stock http.response.body.size=900000")
                .of(LARGE))
        .isEmpty();
  }

  @Test
  void rowsThatAreReadAfterTheQueryAreItsOwn() {
    String root = "http get /export 0-500 server @web";
    String query =
        "  query 10-%d client jdbc.datasource.driver=org.postgresql.Driver"
            + " jdbc.query[0]='SELECT g FROM sales'";
    String reads =
        "  result-set 60-%d client jdbc.datasource.driver=org.postgresql.Driver"
            + " jdbc.row-count=%d";
    Sighting large =
        Detected.in(root, query.formatted(59), reads.formatted(200, 40_000)).only(LARGE);
    assertThat(large.details())
        .containsEntry("rows", 40_000L)
        .containsEntry("call", "SELECT g FROM sales")
        .containsEntry("callNanos", TraceFixture.ms(189));
    assertThat(large.impact().highNanos()).isEqualTo(TraceFixture.ms(189));
    assertThat(Detected.in(root, query.formatted(59), reads.formatted(200, 9_999)).of(LARGE))
        .isEmpty();
    assertThat(Detected.in(root, query.formatted(60), reads.formatted(200, 40_000)).of(LARGE))
        .hasSize(1);
    assertThat(
            Detected.in(
                    root,
                    query.formatted(40),
                    "  result-set 41-50 client jdbc.datasource.driver=org.postgresql.Driver"
                        + " jdbc.row-count=10",
                    "  render 51-59 internal",
                    reads.formatted(200, 40_000))
                .only(LARGE)
                .details())
        .containsEntry("call", "SELECT g FROM sales");
    assertThat(Detected.in(reads.formatted(200, 40_000).strip()).of(LARGE)).isEmpty();
    // Not those of a query that goes on, of none, or of what another call was asked in between.
    assertThat(Detected.in(root, query.formatted(80), reads.formatted(200, 40_000)).of(LARGE))
        .isEmpty();
    assertThat(Detected.in(root, reads.formatted(200, 40_000)).of(LARGE)).isEmpty();
    String other = "  result-set 59-59 client jdbc.datasource.driver=org.postgresql.Driver";
    for (int between : new int[] {15, 16}) {
      List<String> lines = new ArrayList<>(List.of(root, query.formatted(59)));
      lines.addAll(Collections.nCopies(between, other));
      lines.add(reads.formatted(200, 40_000));
      assertThat(Detected.in(lines).of(LARGE)).as(between + " between").hasSize(16 - between);
    }
    assertThat(
            Detected.in(
                    root,
                    query.formatted(40),
                    "  GET 41-50 client http.request.method=GET url.full=http://stock/items",
                    reads.formatted(200, 40_000))
                .of(LARGE))
        .isEmpty();
  }

  @Test
  void offThePathItIsAnInfo() {
    assertThat(
            Detected.in(
                    "GET /export 0-500 server @web",
                    "  work 0-500 internal",
                    "  q 0-120 client db.system.name=mysql db.query.text='SELECT * FROM a'"
                        + " db.response.returned_rows=20000")
                .only(LARGE)
                .severity())
        .isEqualTo(Severity.INFO);
  }

  @Test
  void fewerRowsAreFine() {
    assertThat(query("0-120", 9_999).of(LARGE)).isEmpty();
  }

  @Test
  void quickOnesAreFine() {
    assertThat(query("0-99.999999", 10_000).of(LARGE)).isEmpty();
  }

  @Test
  void picturesAreLarge() {
    assertThat(
            call(
                    "0-120",
                    "http.request.method=GET url.full=http://cdn/logo.png"
                        + " http.response.body.size=900000")
                .of(LARGE))
        .isEmpty();
  }

  @Test
  void aTenthOfASecondIsEnough() {
    assertThat(query("0-100", 10_000).of(LARGE)).hasSize(1);
  }

  @Test
  void theOldestNameOfASizeAndHeadersAsLists() {
    String get = "http.method=GET http.url=http://stock/items ";
    assertThat(call("0-120", get + "http.response_content_length_uncompressed=400000").of(LARGE))
        .hasSize(1);
    assertThat(withHeader(List.of("400000")).of(LARGE)).hasSize(1);
    assertThat(withHeader(List.of("999999")).detail(LARGE, "bytes")).isEqualTo(999_999L);
    assertThat(withHeader(List.of("900000000000000000")).of(LARGE)).hasSize(1);
  }

  @Test
  void whatIsNoNumberIsNoSize() {
    String get = "http.method=GET http.url=http://stock/items http.response.header.content-length=";
    for (String size : new String[] {"'900000;'", "'9000000 B'", "-900000", "''", "'/900000'"}) {
      assertThat(call("0-120", get + size).of(LARGE)).isEmpty();
    }
    assertThat(call("0-120", get + "'9999999999999999999'").of(LARGE)).isEmpty();
  }

  @Test
  void aListOfTwoSizesIsNone() {
    assertThat(withHeader(List.of("400000", "500000")).of(LARGE)).isEmpty();
  }

  /** A call whose header of the length has these values. */
  private static Detected withHeader(List<String> lengths) {
    Span span = TraceFixture.spans("GET 0-120 client").get(0);
    Span listed =
        Span.builder(span.traceId(), span.spanId())
            .name(span.name())
            .kind(span.kind())
            .times(span.startNanos(), span.endNanos())
            .attributes(
                Attributes.of(
                    "http.request.method", "GET",
                    "url.full", "http://stock/items",
                    "http.response.header.content-length", lengths))
            .resource(span.resource())
            .build();
    return Detected.in(TraceFixture.assemble(List.of(listed)));
  }

  @Test
  void theSummaryTellsRowsOrBytes() {
    Sighting rows = query("0-120", 12_000).only(LARGE);
    assertThat(rows.summary()).contains("web reads 12000 rows with");
    assertThat(rows.details()).doesNotContainKey("bytes");
    Sighting bytes =
        call("0-120", "http.method=GET http.url=http://a/b http.response_content_length=999999")
            .only(LARGE);
    assertThat(bytes.summary()).isEqualTo("web reads 999 kB with `GET /b` to a, 120 ms.");
    assertThat(bytes.suggestion())
        .isEqualTo("Page, or select only the rows and columns that are needed.");
    assertThat(bytes.details())
        .containsEntry("bytes", 999_999L)
        .containsEntry("callee", "a")
        .containsEntry("thresholdRows", 10_000L)
        .containsEntry("thresholdBytes", 300_000L)
        .doesNotContainKey("rows");
    assertThat(query("0-120", 10_000).only(LARGE).summary()).contains("web reads 10000 rows with");
  }

  @Test
  void noneIsANumberToo() {
    String text = "db.system.name=postgresql db.query.text='SELECT a FROM b' ";
    String size = "db.response.returned_rows=%d http.response.body.size=%d";
    assertThat(call("0-120", text + size.formatted(0, 400_000)).detail(LARGE, "rows"))
        .isEqualTo(0L);
    assertThat(call("0-120", text + size.formatted(20_000, 0)).detail(LARGE, "bytes"))
        .isEqualTo(0L);
  }

  @Test
  void settingsAreNoResult() {
    String text = "db.system.name=mysql db.response.returned_rows=20000 db.query.text=";
    assertThat(call("0-120", text + "'SHOW VARIABLES'").of(LARGE)).isEmpty();
    assertThat(call("0-120", text + "'SELECT a FROM b'").of(LARGE)).hasSize(1);
    assertThat(
            Detected.in(
                    "GET /export 0-500 server @web",
                    "  q 0-50 client db.system.name=mysql db.query.text='SELECT a FROM b'",
                    "  q 60-200 client " + text + "'SHOW VARIABLES'")
                .of(LARGE))
        .isEmpty();
  }
}
