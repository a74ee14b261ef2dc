package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class VersionRegressionDetectorTest {

  private static final String REGRESSION = "version-regression";
  private static final long SEED = 99;

  /** Requests of versions one after the other. */
  private static final class Deployments {
    private final Random random = new Random(SEED);
    private final List<Span> spans = new ArrayList<>();
    private Attributes attributes = Attributes.EMPTY;

    Deployments keptFor(String rule) {
      attributes = Attributes.of("meta.refinery.reason", rule);
      return this;
    }

    Deployments version(String version, int requests, double medianMs, double failing) {
      return version(version, "GET /a", requests, medianMs, failing);
    }

    Deployments version(
        String version, String name, int requests, double medianMs, double failing) {
      Resource resource =
          new Resource(Attributes.of("service.name", "api", "service.version", version));
      for (int i = 0; i < requests; i++) {
        long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * spans.size());
        double millis = medianMs * Math.exp(0.3 * random.nextGaussian());
        Span.Builder span =
            Span.builder(new TraceId(5, spans.size() + 1L), 1)
                .name(name)
                .kind(SpanKind.SERVER)
                .times(start, start + TraceFixture.ms(millis))
                .attributes(attributes)
                .resource(resource);
        if (random.nextDouble() < failing) {
          span.status(StatusCode.ERROR, "");
        }
        spans.add(span.build());
      }
      return this;
    }

    List<Finding> found() {
      return new Window().spans(spans).of(REGRESSION);
    }
  }

  @Test
  void aThirdSlower() {
    List<Finding> found =
        new Deployments().version("1", 300, 60, 0).version("2", 300, 80, 0).found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(0).details()).containsEntry("version", "2").containsEntry("before", "1");
    assertThat(found.get(0).traceCount()).isEqualTo(300);
  }

  @Test
  void tracesKeptForBeingSlowCompareNothing() {
    Deployments slow = new Deployments().keptFor("rules/trace/keep-slow");
    assertThat(slow.version("1", 300, 60, 0).version("2", 300, 80, 0).found()).isEmpty();
    Deployments any = new Deployments().keptFor("deterministic/chance");
    assertThat(any.version("1", 300, 60, 0).version("2", 300, 80, 0).found()).hasSize(1);
  }

  @Test
  void twiceAsSlowIsCritical() {
    assertThat(
            new Deployments()
                .version("1", 100, 40, 0)
                .version("2", 60, 100, 0)
                .found()
                .get(0)
                .severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void moreFailures() {
    List<Finding> found =
        new Deployments().version("1", 400, 40, 0.001).version("2", 400, 40, 0.1).found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(found.get(0).details().get("moreFailures"))
        .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
        .isGreaterThan(0.05);
  }

  @Test
  void theSameAgainIsNone() {
    for (int i = 0; i < 5; i++) {
      assertThat(
              new Deployments()
                  .version("0", 40 * i, 10, 0)
                  .version("1", 300, 60, 0.02)
                  .version("2", 1200, 60, 0.02)
                  .found())
          .as("seed %d, round %d", SEED, i)
          .isEmpty();
    }
  }

  @Test
  void fourMillisecondsMatterToNobody() {
    assertThat(new Deployments().version("1", 600, 8, 0).version("2", 600, 11, 0).found())
        .isEmpty();
  }

  @Test
  void fortyNineRequestsAreTooFew() {
    assertThat(new Deployments().version("1", 300, 40, 0).version("2", 49, 100, 0).found())
        .isEmpty();
    assertThat(new Deployments().version("1", 49, 40, 0).version("2", 300, 100, 0).found())
        .isEmpty();
  }

  @Test
  void aFasterVersionIsNone() {
    assertThat(new Deployments().version("1", 300, 80, 0).version("2", 300, 40, 0).found())
        .isEmpty();
  }

  @Test
  void manyOperationsThatAreAsBeforeHideNoneThatIsNot() {
    Deployments deployments = new Deployments();
    for (int i = 0; i < 20; i++) {
      deployments.version("1", "GET /" + (char) ('a' + i), 100, 40, 0);
    }
    for (int i = 0; i < 20; i++) {
      deployments.version("2", "GET /" + (char) ('a' + i), 100, i == 7 ? 90 : 40, 0);
    }
    assertThat(deployments.found()).extracting(Finding::operation).containsExactly("GET /h");
  }

  @Test
  void theSecondLookIsAtTwoHundredRequests() {
    assertThat(gettingSlow(60, 130)).isEmpty();
    assertThat(gettingSlow(60, 150)).hasSize(1);
  }

  @Test
  void theThirdLookIsAtAThousandRequests() {
    assertThat(gettingSlow(250, 740)).isEmpty();
    assertThat(gettingSlow(250, 760)).hasSize(1);
  }

  /** A version that is as quick as the one before at first, and slower later. */
  private static List<Finding> gettingSlow(int quick, int slow) {
    return new Deployments()
        .version("1", 300, 60, 0)
        .version("2", quick, 60, 0)
        .version("2", slow, 90, 0)
        .found();
  }

  @Test
  void lateRequestsOfTheOldVersionAreNoLookAtTheNew() {
    List<Finding> found =
        new Deployments()
            .version("1", 300, 60, 0)
            .version("2", 40, 100, 0)
            .version("1", 100, 60, 0)
            .version("2", 20, 100, 0)
            .found();
    assertThat(found).hasSize(1);
  }

  @Test
  void everyNewVersionIsLookedAtFromTheBeginning() {
    List<Finding> found =
        new Deployments()
            .version("1", 300, 60, 0)
            .version("2", 300, 60, 0)
            .version("3", 300, 100, 0)
            .found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("version", "3").containsEntry("before", "2");
    assertThat(found.get(0).traceCount()).isEqualTo(300);
  }

  @Test
  void lessThanATenthMatterToNobodyHoweverSure() {
    assertThat(new Deployments().version("1", 1200, 100, 0).version("2", 1200, 107, 0).found())
        .isEmpty();
  }

  @Test
  void aLongerTailIsEnough() {
    Deployments deployments = new Deployments().version("1", 1000, 60, 0);
    for (int i = 0; i < 10; i++) {
      deployments.version("2", 88, 60, 0).version("2", 12, 300, 0);
    }
    List<Finding> found = deployments.found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void lessThanAPointMoreFailuresMatterToNobody() {
    assertThat(new Deployments().version("1", 2000, 40, 0).version("2", 1000, 40, 0.008).found())
        .isEmpty();
  }

  @Test
  void lessThanTwiceAsSlowIsAWarning() {
    List<Finding> found =
        new Deployments().version("1", 300, 60, 0).version("2", 300, 108, 0).found();
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void threePointsMoreFailuresAreAWarning() {
    List<Finding> found =
        new Deployments().version("1", 1500, 40, 0).version("2", 1100, 40, 0.03).found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void requestsThatFailQuicklyAreAsGrave() {
    List<Finding> found =
        new Deployments().version("1", 400, 40, 0).version("2", 400, 8, 0.1).found();
    assertThat(found.get(0).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void threeLooksShareTheLevel() {
    // The tests give 0.006 and 0.002; a third of 0.01 is between.
    assertThat(new Deployments().version("1", 50, 60, 0).version("2", 50, 73, 0).found()).isEmpty();
    assertThat(new Deployments().version("1", 50, 60, 0).version("2", 50, 75, 0).found())
        .hasSize(1);
  }

  @Test
  void ofManyOperationsSomeSeemSlowerByChance() {
    Deployments deployments = new Deployments();
    for (int i = 0; i < 676; i++) {
      deployments.version("1", "GET /" + name(i), 50, 40, 0);
    }
    for (int i = 0; i < 676; i++) {
      deployments.version("2", "GET /" + name(i), 50, 40, 0);
    }
    assertThat(deployments.found()).as("seed %d", SEED).isEmpty();
  }

  private static String name(int i) {
    return (char) ('a' + i / 26) + "" + (char) ('a' + i % 26);
  }
}
