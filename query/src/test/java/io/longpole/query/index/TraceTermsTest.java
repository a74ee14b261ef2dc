package io.longpole.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.TraceQuery.Attribute;
import io.longpole.query.store.Location;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which names a trace is found. */
class TraceTermsTest {

  private static final Analysis ANALYSIS = new Analysis(Settings.DEFAULT);

  @TempDir Path folder;

  private TraceIndex open() {
    return TraceIndex.open(folder.resolve("index"), IndexSettings.DEFAULT);
  }

  private static Span span(int trace, Resource resource, String operation, Attributes attributes) {
    return Span.builder(new TraceId(0, trace), 1)
        .name(operation)
        .kind(SpanKind.SERVER)
        .times(1_000, 2_000 + trace)
        .resource(resource)
        .attributes(attributes)
        .build();
  }

  private static void put(TraceIndex index, int number, Span span) {
    var trace =
        Assembly.assemble(
            new TraceId(0, number), List.of(span), List.of(), AssemblySettings.DEFAULT);
    index.put(new IndexedTrace(ANALYSIS.of(trace), new Location(number, number), 1, number), false);
  }

  private static TraceQuery query(String service, String operation, Attribute... attributes) {
    return new TraceQuery(
        Interval.ALL,
        service,
        operation,
        0,
        Long.MAX_VALUE,
        false,
        List.of(attributes),
        "",
        "",
        1_000);
  }

  private static long matched(TraceIndex index, TraceQuery query) {
    try (IndexView view = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      return view.traces(query, (id, existing) -> true).matched();
    }
  }

  @Test
  void anOperationIsFoundInOneServiceAndInAny() {
    String common = "GET /a/path/that/is/longer/than/sixty-four/bytes/so/that/it/is/cut/";
    List<String> operations =
        List.of("GET /cart", "GET /cart/items", common + "one", common + "two", "GET \u0000 /x");
    try (TraceIndex index = open()) {
      int number = 0;
      for (String operation : operations) {
        for (String service : List.of("cart", "cart-2", "s".repeat(100))) {
          put(
              index,
              ++number,
              span(number, Resource.ofService(service), operation, Attributes.EMPTY));
        }
      }
      index.refresh();
      for (String operation : operations) {
        assertThat(matched(index, query("", operation))).as(operation).isEqualTo(3);
        assertThat(matched(index, query("cart", operation))).as(operation).isEqualTo(1);
        assertThat(matched(index, query("s".repeat(100), operation))).as(operation).isEqualTo(1);
        assertThat(matched(index, query("car", operation))).as(operation).isZero();
      }
      assertThat(matched(index, query("", "GET /car"))).isZero();
      assertThat(matched(index, query("", "GET"))).isZero();
      assertThat(matched(index, query("cart", ""))).isEqualTo(operations.size());
    }
  }

  @Test
  void theNameOfAServiceIsFoundAsAnAttributeOfTheResourceAndOfASpan() {
    try (TraceIndex index = open()) {
      put(index, 1, span(1, Resource.ofService("cart"), "a", Attributes.EMPTY));
      put(
          index,
          2,
          span(2, Resource.ofService("mesh"), "a", Attributes.of("service.name", "cart")));
      put(index, 3, span(3, Resource.ofService("shop"), "a", Attributes.of("peer", "cart")));
      put(index, 4, span(4, new Resource(Attributes.of("service.name", 7)), "a", Attributes.EMPTY));
      index.refresh();
      assertThat(matched(index, query("", "", new Attribute("service.name", "cart")))).isEqualTo(2);
      assertThat(matched(index, query("", "", new Attribute("service.name", "7")))).isEqualTo(1);
    }
  }

  @Test
  void everyAttributeOfEveryTraceIsFoundHoweverOftenItCame() {
    long seed = 11;
    Random random = new Random(seed);
    List<Span> spans = new ArrayList<>();
    try (TraceIndex index = open()) {
      for (int number = 1; number <= 500; number++) {
        Resource resource =
            new Resource(
                Attributes.of("service.name", "s" + random.nextInt(3), "pod", random.nextInt(40)));
        Attributes attributes =
            Attributes.of("often", random.nextInt(4), "rare", "r" + random.nextInt(400));
        Span span = span(number, resource, "op" + random.nextInt(5), attributes);
        spans.add(span);
        put(index, number, span);
      }
      index.refresh();
      for (int i = 0; i < 40; i++) {
        same(index, spans, "pod", Integer.toString(i), s -> s.resource().attributes());
      }
      for (int i = 0; i < 4; i++) {
        same(index, spans, "often", Integer.toString(i), Span::attributes);
      }
      for (int i = 0; i < 400; i++) {
        same(index, spans, "rare", "r" + i, Span::attributes);
      }
    }
  }

  private static void same(
      TraceIndex index,
      List<Span> spans,
      String key,
      String value,
      Function<Span, Attributes> where) {
    Predicate<Span> has = span -> value.equals(where.apply(span).asText(key));
    assertThat(matched(index, query("", "", new Attribute(key, value))))
        .as("%s=%s", key, value)
        .isEqualTo(spans.stream().filter(has).count());
  }
}
