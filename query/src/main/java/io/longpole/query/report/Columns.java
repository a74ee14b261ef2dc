package io.longpole.query.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table that fits the page: columns that matter less are left out first, then flexible ones are
 * shortened.
 *
 * <p>Cells are made safe here, so a caller cannot forget it.
 */
final class Columns {

  private static final int GAP = 2;

  /**
   * A column.
   *
   * @param importance columns with the lowest are left out first; {@link #ALWAYS} never
   * @param minWidth a longer cell may be shortened to this; 0 if cells are never shortened
   */
  private record Column(String title, boolean right, int importance, int minWidth) {}

  /** A cell with its style. */
  record Cell(String text, Style style) {
    static Cell of(String text) {
      return new Cell(text, Style.PLAIN);
    }
  }

  static final int ALWAYS = Integer.MAX_VALUE;

  private final Page page;
  private final List<Column> columns = new ArrayList<>();
  private final List<Cell[]> rows = new ArrayList<>();

  Columns(Page page) {
    this.page = page;
  }

  /** A column of text, never shortened. */
  Columns left(String title, int importance) {
    columns.add(new Column(title, false, importance, 0));
    return this;
  }

  /** A column of numbers, never shortened. */
  Columns right(String title, int importance) {
    columns.add(new Column(title, true, importance, 0));
    return this;
  }

  /** A column of text that may be shortened to so many columns. */
  Columns flexible(String title, int importance, int minWidth) {
    columns.add(new Column(title, false, importance, minWidth));
    return this;
  }

  /** Adds a row; a cell is a Cell or any other object's text. */
  Columns row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "cells=" + cells.length + ", columns=" + columns.size() + " (as many are needed)");
    }
    Cell[] row = new Cell[cells.length];
    for (int i = 0; i < cells.length; i++) {
      Cell cell = cells[i] instanceof Cell given ? given : Cell.of(String.valueOf(cells[i]));
      row[i] = new Cell(TerminalText.safe(cell.text()), cell.style());
    }
    rows.add(row);
    return this;
  }

  /** Adds the table, with a line of titles. */
  void appendTo(StringBuilder out) {
    int[] natural = naturalWidths();
    boolean[] shown = chooseColumns(natural);
    int[] widths = natural.clone();
    shorten(widths, shown, false);
    shorten(widths, shown, true);
    StringBuilder titles = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (shown[i]) {
        appendCell(titles, columns.get(i), columns.get(i).title(), widths[i]);
      }
    }
    out.append(page.paint(Style.FAINT, titles.toString().stripTrailing())).append('\n');
    for (Cell[] row : rows) {
      appendRow(out, row, shown, widths);
    }
  }

  private void appendRow(StringBuilder out, Cell[] row, boolean[] shown, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (!shown[i]) {
        continue;
      }
      String text = TerminalText.clip(row[i].text(), widths[i]);
      int before = line.length();
      appendCell(line, columns.get(i), text, widths[i]);
      if (page.colours() && !text.isEmpty()) {
        int at = line.indexOf(text, before);
        line.replace(at, at + text.length(), row[i].style().on(text));
      }
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static void appendCell(StringBuilder line, Column column, String text, int width) {
    if (!line.isEmpty()) {
      line.append(" ".repeat(GAP));
    }
    line.append(
        column.right() ? TerminalText.padLeft(text, width) : TerminalText.padRight(text, width));
  }

  private int[] naturalWidths() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = TerminalText.width(columns.get(i).title());
      for (Cell[] row : rows) {
        widths[i] = Math.max(widths[i], TerminalText.width(row[i].text()));
      }
    }
    return widths;
  }

  private boolean[] chooseColumns(int[] natural) {
    boolean[] shown = new boolean[natural.length];
    Arrays.fill(shown, true);
    while (needed(natural, shown) > page.width()) {
      int least = -1;
      for (int i = 0; i < shown.length; i++) {
        int importance = columns.get(i).importance();
        if (shown[i]
            && importance != ALWAYS
            && (least < 0 || importance <= columns.get(least).importance())) {
          least = i;
        }
      }
      if (least < 0) {
        break;
      }
      shown[least] = false;
    }
    return shown;
  }

  /** Width with every flexible column at its least. */
  private int needed(int[] natural, boolean[] shown) {
    int needed = -GAP;
    for (int i = 0; i < natural.length; i++) {
      if (shown[i]) {
        needed += GAP + least(i, natural[i]);
      }
    }
    return needed;
  }

  private int least(int column, int natural) {
    int minWidth = columns.get(column).minWidth();
    return minWidth == 0 ? natural : Math.min(natural, minWidth);
  }

  /**
   * Takes what is too much from the widest column, one by one: first from flexible ones down to
   * their least, then, when contents are absurdly long, from any.
   */
  private void shorten(int[] widths, boolean[] shown, boolean any) {
    int total = -GAP;
    for (int i = 0; i < widths.length; i++) {
      total += shown[i] ? GAP + widths[i] : 0;
    }
    while (total > page.width()) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (shown[i]
            && widths[i] > (any ? 1 : least(i, widths[i]))
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
      total--;
    }
  }
}
