package io.longpole.query.report;

import io.longpole.proto.query.v1.EvidenceBelow;
import io.longpole.proto.query.v1.EvidenceChild;
import io.longpole.proto.query.v1.EvidencePair;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import java.util.Locale;

/** What was learned of the order of calls below an operation, for a terminal. */
public final class EvidenceText {

  private static final int PAIRS = 40;

  private EvidenceText() {}

  public static String of(GetEvidenceResponse answer, Page page) {
    StringBuilder out = new StringBuilder();
    String name = CriticalTime.endpoint(answer.getService(), answer.getOperation());
    String head = TerminalText.clip(name, page.width() - 10);
    out.append(page.heading("EVIDENCE", head)).append('\n');
    page.paragraph(
        out,
        "",
        0,
        Human.count(answer.getEvidenceTraces(), "trace") + " voted, on all operations.");
    for (EvidenceBelow version : answer.getVersionsList()) {
      out.append('\n');
      if (!version.getServiceVersion().isEmpty()) {
        String text = TerminalText.safe(version.getServiceVersion());
        out.append(page.heading("VERSION", TerminalText.clip(text, page.width() - 9)));
        out.append('\n');
      }
      if (version.getChildrenCount() == 0) {
        page.paragraph(out, "", 0, "Nothing was learned yet: votes count from the next commit on.");
        continue;
      }
      children(version, page, out);
      pairs(version, page, out);
    }
    return out.toString();
  }

  private static void children(EvidenceBelow version, Page page, StringBuilder out) {
    Columns table =
        new Columns(page)
            .flexible("CALLS", Columns.ALWAYS, 24)
            .right("TRACES", 3)
            .right("OUTLIVES", 2)
            .left("ENDS", Columns.ALWAYS);
    for (EvidenceChild child : version.getChildrenList()) {
      table.row(
          child.getChild(),
          Human.count(child.getTraces()),
          Human.share(child.getOutliving(), child.getTraces()),
          switch (child.getEnding()) {
            case "async" -> "after its parent";
            case "sync" -> "with its parent";
            default -> "unknown";
          });
    }
    table.appendTo(out);
  }

  private static void pairs(EvidenceBelow version, Page page, StringBuilder out) {
    if (version.getPairsCount() == 0) {
      return;
    }
    out.append('\n');
    Columns table =
        new Columns(page)
            .flexible("THIS", Columns.ALWAYS, 16)
            .flexible("AFTER THIS", Columns.ALWAYS, 16)
            .right("WAITED", 3)
            .right("DID NOT", 3)
            .left("SO IT", Columns.ALWAYS);
    for (EvidencePair pair :
        version.getPairsList().subList(0, Math.min(PAIRS, version.getPairsCount()))) {
      table.row(
          pair.getSecond(),
          pair.getFirst(),
          votes(pair.getWaited()),
          votes(pair.getRefuted()),
          switch (pair.getState()) {
            case "refuted" -> "does not wait";
            case "proven" -> "waits";
            default -> "may wait";
          });
    }
    table.appendTo(out);
    if (version.getPairsCount() > PAIRS) {
      out.append("… ")
          .append(Human.count(version.getPairsCount() - PAIRS, "more pair"))
          .append(" (--json)\n");
    }
  }

  /** A trace with examples for both shares out its vote. */
  private static String votes(double traces) {
    return traces == Math.rint(traces)
        ? Human.count((long) traces)
        : String.format(Locale.ROOT, "%.1f", traces);
  }
}
