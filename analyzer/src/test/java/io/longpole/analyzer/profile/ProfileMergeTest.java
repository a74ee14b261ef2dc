package io.longpole.analyzer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.profile.BandProfile.PathShare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProfileMergeTest {

  private static List<Trace> random(Random random, int count) {
    List<Trace> traces = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      traces.add(Requests.random(number, random));
    }
    return traces;
  }

  /** The bytes of every window, however often it was drained. */
  private static Map<Long, List<byte[]>> bytes(List<Map<Long, WindowProfile>> drained) {
    Map<Long, WindowProfile> windows = new TreeMap<>();
    for (Map<Long, WindowProfile> part : drained) {
      part.forEach((start, window) -> {
        WindowProfile whole =
            windows.computeIfAbsent(start, unseen -> new WindowProfile(ProfileLimits.DEFAULT));
        for (EndpointProfile endpoint : window.endpoints()) {
          whole.add(EndpointProfileBytes.read(EndpointProfileBytes.write(endpoint)));
        }
      });
    }
    Map<Long, List<byte[]>> bytes = new TreeMap<>();
    windows.forEach((start, window) ->
        bytes.put(start, window.endpoints().stream().map(EndpointProfileBytes::write).toList()));
    return bytes;
  }

  @Test
  void howTracesAreSplitAndOrderedMakesNoDifference() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Trace> traces = random(random, 150);
      Requests atOnce = new Requests();
      traces.forEach(atOnce::add);
      Map<Long, List<byte[]>> expected = bytes(List.of(atOnce.recorder().drain()));
      for (int split = 0; split < 3; split++) {
        Collections.shuffle(traces, random);
        List<Requests> nodes = List.of(new Requests(), new Requests(), new Requests());
        List<Map<Long, WindowProfile>> drained = new ArrayList<>();
        for (Trace trace : traces) {
          Requests node = nodes.get(random.nextInt(3));
          node.add(trace);
          if (random.nextInt(20) == 0) {
            drained.add(node.recorder().drain());
          }
        }
        nodes.forEach(node -> drained.add(node.recorder().drain()));
        Collections.shuffle(drained, random);
        Map<Long, List<byte[]>> actual = bytes(drained);
        assertThat(actual.keySet()).as("seed %s", seed).isEqualTo(expected.keySet());
        actual.forEach((start, endpoints) ->
            assertThat(endpoints)
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(expected.getOrDefault(start, List.of())));
      }
    }
  }

  /** What one trace spent, kept as it is. */
  private record Kept(long durationNanos, int band, Map<String, Long> nanos) {}

  private static Kept keep(Trace trace) {
    PathAnalysis path = new Analysis(Settings.DEFAULT).path(trace, OrderEvidence.NONE);
    Map<String, Long> nanos = new TreeMap<>();
    for (int node = 0; node < trace.size(); node++) {
      List<String> names = new ArrayList<>();
      for (int each = node; each >= 0; each = trace.parent(each)) {
        names.add(trace.span(each).service() + " " + trace.span(each).name().split("/[0-9]")[0]);
      }
      boolean calls =
          trace.childCount(node) == 1
              && trace.span(node).name().startsWith("call")
              && trace.span(trace.firstChild(node)).name().startsWith("GET");
      if (calls) {
        names.addFirst("→ store");
      }
      if (path.exclusiveNanos(node) > 0) {
        nanos.merge(String.join(";", names.reversed()), path.exclusiveNanos(node), Long::sum);
      }
    }
    long duration = trace.durationNanos(0);
    int band = (int) Math.ceil(Math.log((double) duration) / Math.log(1.05 / 0.95));
    return new Kept(duration, band, nanos);
  }

  /** Ranks of traces of one bucket are taken as spread evenly: each has the bucket's share. */
  private static Map<String, Double> slowly(List<Kept> kept, double from, double to) {
    Map<String, Double> sums = new TreeMap<>();
    for (Kept each : kept) {
      double below = kept.stream().filter(other -> other.band < each.band).toList().size();
      double same = kept.stream().filter(other -> other.band == each.band).toList().size();
      double inside =
          Math.min(below + same, to * kept.size()) - Math.max(below, from * kept.size());
      double share = Math.clamp(inside / same, 0, 1);
      each.nanos.forEach((path, nanos) -> sums.merge(path, share * nanos, Double::sum));
    }
    return sums;
  }

  @Test
  void bandsAreThoseOfASlowReferenceThatKeepsAllTraces() {
    Map<Band, double[]> cuts =
        Map.of(
            Band.ALL, new double[] {0, 1},
            Band.FASTER_HALF, new double[] {0, 0.5},
            Band.SLOWER_HALF, new double[] {0.5, 0.9},
            Band.SLOWEST_TENTH, new double[] {0.9, 0.99},
            Band.SLOWEST_HUNDREDTH, new double[] {0.99, 1});
    for (int seed = 100; seed < 110; seed++) {
      List<Trace> traces = random(new Random(seed), 300);
      Requests requests = new Requests();
      traces.forEach(requests::add);
      WindowProfile all = new WindowProfile(ProfileLimits.DEFAULT);
      requests.recorder().drain().values().stream()
          .flatMap(window -> window.endpoints().stream())
          .forEach(all::add);
      EndpointProfile profile = all.endpoints().getFirst();
      List<Kept> kept = traces.stream().map(ProfileMergeTest::keep).toList();
      for (Map.Entry<Band, double[]> cut : cuts.entrySet()) {
        Map<String, Double> expected = slowly(kept, cut.getValue()[0], cut.getValue()[1]);
        Map<String, Double> actual = new TreeMap<>();
        for (PathShare share : profile.band(cut.getKey(), true).paths()) {
          String path = String.join(";", share.frames().stream().map(Frame::text).toList());
          actual.merge(
              path.replaceAll("/[0-9*].*?(;|$)", "$1"), (double) share.nanos(), Double::sum);
        }
        String what = "seed " + seed + " " + cut.getKey();
        expected.forEach((path, nanos) ->
            assertThat(actual.getOrDefault(path, 0.0))
                .as("%s %s in %s", what, path, actual.keySet())
                .isCloseTo(nanos, within(3.0 + nanos * 1e-9)));
      }
      assertThat(profile.nanos()).isEqualTo(kept.stream().mapToLong(Kept::durationNanos).sum());
      assertThat(profile.band(Band.ALL, false).paths().stream().mapToLong(PathShare::nanos).sum())
          .isEqualTo(profile.nanos());
    }
  }

  @Test
  void sharesOfBandsAreCloseToThoseByExactRank() {
    Random random = new Random(5);
    Requests requests = new Requests();
    record Request(long total, long call) {}
    List<Request> all = new ArrayList<>();
    for (int number = 1; number <= 5_000; number++) {
      long own = (long) (2e6 * Math.exp(0.5 * random.nextGaussian()));
      long call = (long) (3e6 * Math.exp(random.nextGaussian()));
      all.add(new Request(own + call, call));
      requests.draw(number, "GET / 0-" + (own + call) / 1e6, "  select 0-" + call / 1e6);
    }
    EndpointProfile profile = Requests.only(requests.recorder());
    all.sort(Comparator.comparingLong(Request::total));
    assertCloseShare(
        profile.band(Band.FASTER_HALF, false),
        share(
            all.subList(0, 2_500).stream().mapToLong(Request::call).sum(),
            all.subList(0, 2_500).stream().mapToLong(Request::total).sum()));
    assertCloseShare(
        profile.band(Band.SLOWEST_HUNDREDTH, false),
        share(
            all.subList(4_950, 5_000).stream().mapToLong(Request::call).sum(),
            all.subList(4_950, 5_000).stream().mapToLong(Request::total).sum()));
  }

  private static double share(long part, long whole) {
    return (double) part / (double) whole;
  }

  private static void assertCloseShare(BandProfile band, double expected) {
    long select =
        band.paths().stream()
            .filter(path -> path.frames().size() == 2)
            .mapToLong(PathShare::nanos)
            .sum();
    assertThat(share(select, band.nanos())).as("%s", band.band()).isCloseTo(expected, within(2e-3));
  }

  @Test
  void tenThousandEndpointsTakeBoundedRoomAndNothingIsLost() {
    Requests requests = new Requests();
    List<WindowProfile> drained = new ArrayList<>();
    long nanos = 0;
    for (int number = 0; number < 20_000; number++) {
      String endpoint = "GET " + letters(number % 10_000);
      int duration = number % 10_000 == 77 ? 5_000 : 1 + number % 50;
      requests.add(
          TraceFixture.assemble(
              TraceFixture.spans(
                  new io.longpole.analyzer.model.TraceId(1, number + 1),
                  endpoint + " 0-" + duration,
                  "  select 0-0.5")));
      nanos += TraceFixture.ms(duration);
      if (requests.recorder().isFull()) {
        drained.addAll(requests.recorder().drain().values());
      }
    }
    drained.addAll(requests.recorder().drain().values());
    WindowProfile all = new WindowProfile(ProfileLimits.DEFAULT);
    for (WindowProfile window : drained) {
      assertThat(window.endpoints()).hasSizeLessThanOrEqualTo(513);
      window.endpoints().forEach(all::add);
    }
    all.fold();
    assertThat(all.endpoints()).hasSize(513);
    assertThat(all.endpoints().stream().mapToLong(EndpointProfile::traces).sum()).isEqualTo(20_000);
    assertThat(all.endpoints().stream().mapToLong(EndpointProfile::nanos).sum()).isEqualTo(nanos);
    EndpointProfile other = all.endpoints().getFirst();
    assertThat(other.name()).isEqualTo(EndpointName.OTHER);
    assertThat(other.folded()).isGreaterThanOrEqualTo(9_488);
    assertThat(other.band(Band.ALL, false).paths()).hasSize(1);
    assertThat(all.endpoints())
        .anyMatch(each -> each.name().operation().equals("GET " + letters(77)));
  }

  private static String letters(int number) {
    return Integer.toString(number, 26)
        .chars()
        .map(c -> c <= '9' ? 'a' + c - '0' : c + 10)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void thePathsAndVersionsWithLeastTimeBecomeOther() {
    Requests requests = new Requests(new ProfileLimits(4, 3, 2, 100));
    for (int number = 1; number <= 5; number++) {
      requests.draw(
          number, "GET / 0-100", "  a 0-10", "  b 10-30", "  c 30-60", "  d 60-61", "  e 61-63");
    }
    EndpointProfile profile = Requests.only(requests.recorder());
    assertThat(
            profile.band(Band.ALL, false).paths().stream()
                .map(path -> path.frames().getLast().text() + " " + path.nanos() / 1_000_000))
        .containsExactly("test GET / 185", "test c 150", "test b 100", "(other) 65");
    assertThat(profile.folded()).as("at least one for each").isGreaterThanOrEqualTo(3);
  }

  @Test
  void entriesOfAWindowAreBoundedTogether() {
    Requests requests = new Requests(new ProfileLimits(5, 100, 4, 20));
    for (int number = 1; number <= 50; number++) {
      String[] lines = new String[9];
      lines[0] = "GET " + letters(number % 5) + " 0-100";
      for (int call = 1; call < lines.length; call++) {
        lines[call] = "  " + "abcdefgh".charAt(call - 1) + " " + 10 * call + "-" + 11 * call;
      }
      requests.draw(number, lines);
    }
    WindowProfile window = requests.recorder().drain().values().iterator().next();
    assertThat(window.entries()).isLessThanOrEqualTo(20);
    assertThat(window.endpoints()).hasSize(5);
    for (EndpointProfile endpoint : window.endpoints()) {
      assertThat(endpoint.band(Band.ALL, false).paths().stream().mapToLong(PathShare::nanos).sum())
          .isEqualTo(endpoint.nanos());
    }
  }
}
