package io.longpole.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SightedVersionsTest {

  private static final TraceId ID = new TraceId(1, 2);
  private static final Resource OLD = shop("1.4.1");
  private static final Resource NEW = shop("1.4.2");

  /** While a new version is rolled out a trace passes both. */
  private final Trace trace =
      Assembly.assemble(
          ID,
          List.of(
              span(1, 0, OLD),
              span(2, 1, Resource.ofService("stock")),
              span(3, 2, NEW),
              span(4, 3, NEW)),
          List.of(),
          AssemblySettings.DEFAULT);

  @Test
  void itIsThatOfTheEvidence() {
    assertThat(versions(sighting("shop", 4L))).containsExactly("1.4.2");
    assertThat(versions(sighting("shop", 1L, 3L))).containsExactly("1.4.1");
  }

  @Test
  void evidenceOfOtherServicesTellsNothing() {
    assertThat(versions(sighting("shop", 2L, 3L))).containsExactly("1.4.2");
  }

  @Test
  void withoutEvidenceOfItsOwnItIsThatOfTheServicesFirstSpan() {
    assertThat(versions(sighting("shop", 2L))).containsExactly("1.4.1");
    assertThat(versions(sighting("shop", 99L))).containsExactly("1.4.1");
  }

  @Test
  void aServiceThatTellsNoneOrIsNotThereHasNone() {
    assertThat(versions(sighting("stock", 2L), sighting("cart", 2L), sighting("shop", 3L)))
        .containsExactly("", "", "1.4.2");
    assertThat(versions()).isEmpty();
  }

  @Test
  void whatIsNoVersionIsCut() {
    Trace endless =
        Assembly.assemble(
            ID, List.of(span(1, 0, shop("x".repeat(101)))), List.of(), AssemblySettings.DEFAULT);

    assertThat(SightedVersions.of(endless, List.of(sighting("shop", 1L))))
        .containsExactly("x".repeat(SightedVersions.MAX_CHARS));
  }

  private List<String> versions(Sighting... sightings) {
    return SightedVersions.of(trace, List.of(sightings));
  }

  private static Resource shop(String version) {
    return new Resource(Attributes.of("service.name", "shop", "service.version", version));
  }

  private static Span span(long id, long parent, Resource resource) {
    return Span.builder(ID, id)
        .parent(parent)
        .name("work")
        .resource(resource)
        .times(100 * id, 10_000 - 100 * id)
        .build();
  }

  private static Sighting sighting(String service, Long... evidence) {
    return new Sighting(
        "f",
        "n-plus-one",
        Severity.WARNING,
        service,
        "GET /",
        "shop GET /",
        ID,
        100,
        1,
        "",
        "",
        Impact.NONE,
        List.of(evidence),
        Map.of(),
        List.of());
  }
}
