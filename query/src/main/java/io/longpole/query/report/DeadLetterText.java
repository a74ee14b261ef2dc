package io.longpole.query.report;

import com.google.protobuf.ByteString;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import java.util.ArrayList;
import java.util.List;

/** Dead letters for a terminal: the list, one with its bytes, what became of some. */
public final class DeadLetterText {

  private static final int LABEL = 10;
  private static final int BYTES_PER_LINE = 16;
  private static final int SHOWN_BYTES = 512;

  private DeadLetterText() {}

  /** The list, newest first, and how many there are by reason. */
  public static String of(ListDeadLettersResponse answer, Page page) {
    StringBuilder out = new StringBuilder();
    if (answer.getLettersCount() == 0) {
      out.append("No dead letters: everything received could be read.\n");
    } else {
      Columns table =
          new Columns(page)
              .left("ID", Columns.ALWAYS)
              .left("WHEN (UTC)", 3)
              .flexible("REASON", Columns.ALWAYS, 12)
              .left("SIGNAL", 2)
              .right("SIZE", 4)
              .flexible("SOURCE", 1, 10);
      for (DeadLetter letter : answer.getLettersList()) {
        table.row(
            letter.getId(),
            Human.time(letter.getTimeUnixNanos()),
            letter.getReason(),
            letter.getSignal(),
            Human.bytes(letter.getSizeBytes()),
            letter.getSource());
      }
      table.appendTo(out);
      List<String> reasons = new ArrayList<>();
      for (Counter counter : answer.getByReasonList()) {
        reasons.add(Human.count(counter.getValue()) + " " + TerminalText.safe(counter.getReason()));
      }
      if (!reasons.isEmpty()) {
        page.paragraph(out, "", 0, "In all: " + String.join(", ", reasons));
      }
    }
    if (answer.getEvicted() > 0) {
      out.append(Human.count(answer.getEvicted(), "older letter"))
          .append(" made room for newer ones and cannot be replayed.\n");
    }
    if (answer.getLettersCount() > 0) {
      String id = Shell.quote(answer.getLetters(0).getId());
      out.append('\n').append(page.heading("Next", "longpole dead-letters show " + id));
      out.append('\n');
    }
    return out.toString();
  }

  /** One letter: its facts, its text if it can be read, else its first bytes. */
  public static String of(DeadLetter letter, Page page) {
    StringBuilder out = new StringBuilder();
    out.append(page.heading("DEAD LETTER", TerminalText.safe(letter.getId()))).append('\n');
    row(page, out, "Reason", letter.getReason());
    row(page, out, "Received", Human.time(letter.getTimeUnixNanos()) + " UTC");
    row(page, out, "Signal", letter.getSignal());
    row(page, out, "Source", letter.getSource());
    String cut = letter.getTruncated() ? ", only the first part was kept" : "";
    row(page, out, "Size", Human.bytes(letter.getSizeBytes()) + cut);
    out.append('\n');
    if (letter.getText().isEmpty()) {
      bytes(letter.getPayload(), out);
    } else {
      letter.getText().lines().forEach(line -> page.paragraph(out, "", 0, TerminalText.safe(line)));
    }
    String id = Shell.quote(letter.getId());
    out.append('\n').append(page.heading("Next", "longpole dead-letters replay " + id));
    return out.append('\n').toString();
  }

  /** What became of the selected letters. */
  public static String of(DeadLetterOutcome outcome, String done, Page page) {
    StringBuilder out = new StringBuilder();
    out.append(Human.count(outcome.getDone(), "letter")).append(' ').append(done);
    if (outcome.getFailed() > 0) {
      out.append(", ").append(Human.count(outcome.getFailed())).append(" failed");
    }
    out.append(".\n");
    for (String message : outcome.getMessagesList()) {
      page.paragraph(out, "", 2, TerminalText.safe(message));
    }
    return out.toString();
  }

  private static void row(Page page, StringBuilder out, String label, String text) {
    if (!text.isEmpty()) {
      page.paragraph(out, label, LABEL, TerminalText.safe(text));
    }
  }

  /** Offset, bytes in hex, and the printable ones as characters. */
  private static void bytes(ByteString payload, StringBuilder out) {
    int shown = Math.min(payload.size(), SHOWN_BYTES);
    for (int line = 0; line < shown; line += BYTES_PER_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = line; i < Math.min(line + BYTES_PER_LINE, shown); i++) {
        char c = (char) (payload.byteAt(i) & 0xff);
        hex.append(TerminalText.hex(c, 2)).append(' ');
        text.append(c >= 0x20 && c < 0x7f ? c : '.');
      }
      out.append(TerminalText.hex((char) line, 4))
          .append("  ")
          .append(TerminalText.padRight(hex.toString(), BYTES_PER_LINE * 3 + 1))
          .append(text)
          .append('\n');
    }
    if (shown < payload.size()) {
      out.append("… ")
          .append(Human.count(payload.size() - shown, "more byte"))
          .append(" (--raw writes them all)\n");
    }
  }
}
