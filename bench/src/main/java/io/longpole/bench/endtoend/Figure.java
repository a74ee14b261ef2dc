package io.longpole.bench.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One number of a run, with its unit. */
record Figure(String name, double value, String unit) {

  /** A table of the figures of one run, or of several: median, least, greatest. */
  static String table(List<List<Figure>> runs) {
    StringBuilder text = new StringBuilder();
    boolean several = runs.size() > 1;
    text.append(several ? line("", List.of("MEDIAN", "MIN", "MAX"), "") : "");
    for (int row = 0; row < runs.get(0).size(); row++) {
      Figure first = runs.get(0).get(row);
      List<Double> values = new ArrayList<>();
      for (List<Figure> run : runs) {
        values.add(run.get(row).value());
      }
      values.sort(null);
      List<String> cells = new ArrayList<>();
      cells.add(number(median(values)));
      if (several) {
        cells.add(number(values.get(0)));
        cells.add(number(values.get(values.size() - 1)));
      }
      text.append(line(first.name(), cells, first.unit()));
    }
    return text.toString();
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String line(String name, List<String> cells, String unit) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%-34s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, "%14s", cell)));
    return (line + "  " + unit).stripTrailing() + System.lineSeparator();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
  }
}
