package io.longpole.analyzer.detect;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** What the detectors see in a drawn trace. */
final class Detected {

  private final List<Sighting> sightings;

  private Detected(List<Sighting> sightings) {
    this.sightings = sightings;
    sightings.forEach(seen -> Described.check(seen.detector(), seen.details().keySet()));
  }

  static Detected in(Trace trace) {
    return new Detected(new Analysis(Settings.DEFAULT).of(trace).sightings());
  }

  static Detected in(List<String> lines) {
    return in(TraceFixture.trace(lines.toArray(String[]::new)));
  }

  static Detected in(String... lines) {
    return in(List.of(lines));
  }

  /** Lines, some of them made in a loop. */
  static Drawing draw(String... lines) {
    return new Drawing().then(lines);
  }

  List<Sighting> all() {
    return sightings;
  }

  List<String> detectors() {
    return sightings.stream().map(Sighting::detector).toList();
  }

  List<Sighting> of(String detector) {
    return sightings.stream().filter(s -> s.detector().equals(detector)).toList();
  }

  /** The one sighting of that detector. */
  Sighting only(String detector) {
    if (of(detector).size() != 1) {
      throw new AssertionError(detector + " is not seen once, but " + sightings);
    }
    return of(detector).get(0);
  }

  Object detail(String detector, String name) {
    Object value = only(detector).details().get(name);
    if (value == null) {
      throw new AssertionError("no detail " + name + " in " + only(detector));
    }
    return value;
  }

  /** A trace line by line. */
  static final class Drawing {
    private final List<String> lines = new ArrayList<>();

    Drawing then(String... more) {
      for (String line : more) {
        lines.addAll(List.of(line.split("\n")));
      }
      return this;
    }

    /** Lines of rounds 0 to count − 1; a text may hold several, separated by line breaks. */
    Drawing repeat(int count, IntFunction<String> round) {
      for (int i = 0; i < count; i++) {
        then(round.apply(i));
      }
      return this;
    }

    Detected detected() {
      return Detected.in(lines);
    }
  }
}
