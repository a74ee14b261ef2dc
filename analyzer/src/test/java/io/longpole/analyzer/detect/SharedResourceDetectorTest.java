package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SharedResourceDetectorTest {

  private static final String SHARED = "shared-resource";

  /** Reports run in four windows of 10 s, then pause for four. */
  private static boolean isBusy(int window) {
    return window / 4 % 2 == 1;
  }

  /** Two services that ask one database, window by window. */
  private static final class Scene {
    private int windows = 40;
    private IntUnaryOperator ordersMs = window -> isBusy(window) ? 80 : 5;
    private IntUnaryOperator orders = window -> 6;
    private IntUnaryOperator reports = window -> isBusy(window) ? 4 : 0;
    private IntUnaryOperator reportMs = window -> 900;
    private String reportsNamespace = "shop";
    private String ordersAsk = "SELECT a FROM o WHERE id = ?";
    private String reportsAsk = "SELECT sum(total) FROM o GROUP BY day";
    private String system = "postgresql";

    List<Finding> findings() {
      Window traces = new Window();
      for (int window = 0; window < windows; window++) {
        for (int i = 0; i < orders.applyAsInt(window); i++) {
          int nanos = ordersMs.applyAsInt(window) + i % 3;
          traces.trace(
              window * 10_000.0 + i * 1_000,
              "GET /order 0-%d server @orders".formatted(nanos + 4),
              "  SELECT 2-%d".formatted(2 + nanos) + query("shop", ordersAsk));
        }
        for (int i = 0; i < reports.applyAsInt(window); i++) {
          int millis = reportMs.applyAsInt(window);
          traces.trace(
              window * 10_000.0 + i * 1_000,
              "report 0-%d internal @reports".formatted(millis + 4),
              "  SELECT 2-%d".formatted(2 + millis) + query(reportsNamespace, reportsAsk));
        }
      }
      return traces.of(SHARED);
    }

    private String query(String namespace, String text) {
      return " client db.system.name="
          + system
          + " server.address=pg-1 db.namespace="
          + namespace
          + " db.query.text='"
          + text
          + "'";
    }
  }

  @Test
  void reportsSlowTheOrders() {
    List<Finding> found = new Scene().findings();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).service()).isEqualTo("orders");
    assertThat(found.get(0).severity()).isEqualTo(Severity.INFO);
    assertThat(found.get(0).traceCount()).isEqualTo(20 * 6);
    assertThat(found.get(0).details())
        .containsEntry("slowed", "orders")
        .containsEntry("by", "reports")
        .containsEntry("callee", "pg-1")
        .containsEntry("namespace", "shop")
        .containsEntry("quietNanos", 7_012_352L)
        .containsEntry("windows", 40L);
    assertThat(found.get(0).summary())
        .isEqualTo("orders waits 82 ms for pg-1 (shop) when reports uses it, else at most 7 ms.");
  }

  @Test
  void moreReportsAtOnceSlowTheOrdersMore() {
    Scene scene = new Scene();
    scene.reports = window -> 1 + window % 5;
    scene.ordersMs = window -> 5 + 10 * (window % 5);
    assertThat(scene.findings()).hasSize(1);
  }

  @Test
  void itIsFoundThoughTheOrdersSlowTheReportsALittleToo() {
    Scene scene = new Scene();
    scene.reportMs = window -> 900 + window % 5;
    List<Finding> found = scene.findings();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("slowed", "orders");
  }

  @Test
  void ordersThatComeInGreaterNumbersSlowThemselves() {
    Scene scene = new Scene();
    scene.orders = window -> isBusy(window) ? 9 : 5;
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void aDatabaseThatIsSlowForBothAtTimesIsNobodysFault() {
    Scene scene = new Scene();
    scene.reports = window -> 4;
    scene.reportMs = window -> window % 9 == 8 ? 3_000 : 900;
    scene.ordersMs = window -> window % 9 == 8 ? 80 : 5;
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void reportsThatRunWheneverTheyLikeMakeNoDifference() {
    Scene scene = new Scene();
    scene.ordersMs = window -> window % 2 == 1 ? 80 : 5;
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void twentyNineWindowsAreTooFew() {
    Scene scene = new Scene();
    scene.windows = 29;
    assertThat(scene.findings()).isEmpty();
    scene.windows = 31;
    assertThat(scene.findings()).hasSize(1);
  }

  @Test
  void windowsWithFewerThanFiveCallsTellNothing() {
    Scene scene = new Scene();
    scene.orders = window -> 4;
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void anotherNamespaceIsAnotherResource() {
    Scene scene = new Scene();
    scene.reportsNamespace = "warehouse";
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void lessThanFiveMillisecondsMoreAreNotFelt() {
    Scene scene = new Scene();
    scene.ordersMs = window -> isBusy(window) ? 9 : 5;
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void itMustFollowCloselyButNotAlways() {
    Scene loose = new Scene();
    loose.ordersMs = window -> isBusy(window) ^ window % 4 == 1 ? 80 : 5;
    assertThat(loose.findings()).isEmpty();
    Scene close = new Scene();
    close.ordersMs = window -> isBusy(window) ^ window % 10 == 1 ? 80 : 5;
    assertThat(close.findings()).hasSize(1);
    assertThat(close.findings().get(0).details().get("correlation"))
        .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
        .isLessThan(0.95);
  }

  @Test
  void slowOrdersInAQuietWindowAreNotTheReportsFault() {
    Scene scene = new Scene();
    scene.ordersMs = window -> isBusy(window) || window == 0 ? 80 : 5;
    assertThat(scene.findings().get(0).traceCount()).isEqualTo(20 * 6);
  }

  @Test
  void cachesAndCommitsAreNoQueries() {
    Scene scene = new Scene();
    scene.ordersAsk = "COMMIT";
    assertThat(scene.findings()).isEmpty();
    scene.system = "redis";
    scene.ordersAsk = "GET order:7";
    scene.reportsAsk = "SMEMBERS reports";
    assertThat(scene.findings()).isEmpty();
  }

  /** Fifty windows; orders are slow in so many quiet ones too, and quick in so many busy ones. */
  private static Scene apartFrom(int slowThoughQuiet, int quickThoughBusy) {
    Scene scene = new Scene();
    scene.windows = 50;
    scene.ordersMs =
        window -> {
          int ofItsKind = window / 8 * 4 + window % 4;
          boolean other = ofItsKind < (isBusy(window) ? quickThoughBusy : slowThoughQuiet);
          return isBusy(window) ^ other ? 80 : 5;
        };
    return scene;
  }

  @Test
  void itFollowsFromSixTenthsOn() {
    // Correlations of 0.6026 and 0.5994.
    assertThat(apartFrom(6, 4).findings()).hasSize(1);
    assertThat(apartFrom(5, 5).findings()).isEmpty();
  }

  @Test
  void itDoesNotFollowItsOwnLoadBelowThreeTenths() {
    // Its correlation with its own load is 0.29; one busy window with many orders more is too much.
    assertThat(own(9, 4).findings())
        .singleElement()
        .satisfies(found ->
            assertThat(found.details().get("ownCorrelation"))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isBetween(0.29, 0.3));
    assertThat(own(10, 4).findings()).isEmpty();
  }

  /** Fifty windows; so many busy ones and so many quiet ones have more orders. */
  private static Scene own(int busy, int quiet) {
    Scene scene = new Scene();
    scene.windows = 50;
    scene.orders =
        window -> {
          int ofItsKind = window / 8 * 4 + window % 4;
          return ofItsKind < (isBusy(window) ? busy : quiet) ? 9 : 5;
        };
    return scene;
  }

  @Test
  void fiveMillisecondsMoreAreFelt() {
    Scene scene = new Scene();
    scene.ordersMs = window -> isBusy(window) ? 11 : 5;
    assertThat(scene.findings()).hasSize(1);
  }

  @Test
  void thirtyWindowsAreEnough() {
    Scene scene = new Scene();
    scene.windows = 30;
    assertThat(scene.findings()).hasSize(1);
  }

  @Test
  void fiveCallsInAWindowAreEnough() {
    Scene scene = new Scene();
    scene.orders = window -> 5;
    assertThat(scene.findings()).hasSize(1);
  }

  @Test
  void ofTwoThatSeemToSlowEachOtherTheOneThatFollowsMoreCloselyIsSlowed() {
    assertThat(rivals(window -> false, window -> window % 8 == 6).findings())
        .extracting(found -> found.details().get("slowed"))
        .containsExactly("orders");
    assertThat(rivals(window -> window % 8 == 6, window -> false).findings())
        .extracting(found -> found.details().get("slowed"))
        .containsExactly("reports");
  }

  /** Each is slow when the other asks more, but in some windows; they ask more at other times. */
  private static Scene rivals(IntPredicate ordersDiffer, IntPredicate reportsDiffer) {
    Scene scene = new Scene();
    IntPredicate manyOrders = window -> window / 2 % 2 == 1;
    scene.orders = window -> manyOrders.test(window) ? 9 : 5;
    scene.reports = window -> isBusy(window) ? 9 : 5;
    scene.ordersMs = window -> isBusy(window) ^ ordersDiffer.test(window) ? 80 : 5;
    scene.reportMs = window -> manyOrders.test(window) ^ reportsDiffer.test(window) ? 950 : 800;
    return scene;
  }

  @Test
  void whoAsksForNothingLoadsNothing() {
    Scene scene = new Scene();
    scene.reportsAsk = "COMMIT";
    assertThat(scene.findings()).isEmpty();
  }
}
