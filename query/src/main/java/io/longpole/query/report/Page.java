package io.longpole.query.report;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the output is made for: so many columns, with colours or without, and what time it is there.
 *
 * @param width columns; at least {@value #MIN_WIDTH} are assumed
 * @param colours whether escape sequences for colours are understood and wanted
 * @param nowUnixNanos for "3 min ago"; empty where an answer must not depend on the time
 */
public record Page(int width, boolean colours, OptionalLong nowUnixNanos) {

  /** Narrower terminals get lines of this width. */
  public static final int MIN_WIDTH = 40;

  /** 80 columns, no colours, no clock. */
  public static final Page PLAIN = new Page(80, false, OptionalLong.empty());

  public Page {
    width = Math.max(width, MIN_WIDTH);
  }

  String paint(Style style, String text) {
    return colours ? style.on(text) : text;
  }

  /** ", 3 min ago" after a time, where there is a clock; else nothing. */
  String ago(long unixNanos) {
    return nowUnixNanos.isPresent() && unixNanos != 0
        ? Human.ago(nowUnixNanos.getAsLong(), unixNanos)
        : "";
  }

  /** A heading: capitals, with a plain remark behind; both must be safe. */
  String heading(String title, String remark) {
    String head = TerminalText.clip(title, width);
    String rest = TerminalText.clip(remark, width - TerminalText.width(head) - 2);
    String text = paint(Style.STRONG, head);
    return rest.isEmpty() ? text : text + "  " + paint(Style.FAINT, rest);
  }

  /** Adds a text, wrapped and indented, its first line behind a label of the indent's width. */
  void paragraph(StringBuilder out, String label, int indent, String text) {
    List<String> lines = TerminalText.wrap(text, width - indent);
    String first = TerminalText.padRight(label, indent);
    out.append(paint(Style.FAINT, first));
    out.append(lines.isEmpty() ? "" : lines.get(0)).append('\n');
    for (int i = 1; i < lines.size(); i++) {
      out.append(" ".repeat(indent)).append(lines.get(i)).append('\n');
    }
  }
}
