package io.longpole.query.report;

import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.ProfileBand;
import io.longpole.proto.query.v1.ProfileExemplar;
import io.longpole.query.report.Columns.Cell;
import java.util.List;

/** Where the time of endpoints goes, for a terminal: a list of endpoints, or one in detail. */
public final class ProfileText {

  private static final int SHOWN_PATHS = 20;
  private static final int PATHS_WITH_TRACES = 3;
  private static final int BAR_COLUMNS = 10;
  private static final int PATH_COLUMNS = 200;
  private static final String BELOW = " › ";

  private ProfileText() {}

  /** All endpoints, each in a line. */
  public static String list(Profile profile, Page page) {
    StringBuilder out = new StringBuilder();
    if (profile.getEndpointsCount() == 0) {
      return nothing(out, profile, page);
    }
    Columns table =
        new Columns(page)
            .flexible("ENDPOINT", Columns.ALWAYS, 20)
            .right("TRACES", 6)
            .right("P50", 3)
            .right("P95", 5)
            .right("P99", 4)
            .right("SHARE", 7)
            .flexible("MOST TIME IN", 7, 20);
    for (EndpointProfile endpoint : profile.getEndpointsList()) {
      ProfileBand band = endpoint.getBands(0);
      PathTime top = band.getPathsCount() == 0 ? PathTime.getDefaultInstance() : band.getPaths(0);
      table.row(
          new Cell(name(endpoint), Style.STRONG),
          Human.count(endpoint.getTraces()),
          Human.duration(endpoint.getP50Nanos()),
          Human.duration(endpoint.getP95Nanos()),
          Human.duration(endpoint.getP99Nanos()),
          Human.share(top.getNanos(), band.getNanos()),
          top.getFramesCount() == 0 ? "" : top.getFrames(top.getFramesCount() - 1));
    }
    table.appendTo(out);
    appendNotes(out, profile, page);
    return out.toString();
  }

  /** One endpoint, band by band. */
  public static String one(Profile profile, Page page) {
    StringBuilder out = new StringBuilder();
    if (profile.getEndpointsCount() == 0) {
      return nothing(out, profile, page);
    }
    EndpointProfile endpoint = profile.getEndpoints(0);
    out.append(
            page.heading(
                TerminalText.safe(name(endpoint)),
                Human.count(endpoint.getTraces(), "trace")
                    + ", p50 "
                    + Human.duration(endpoint.getP50Nanos())
                    + ", p95 "
                    + Human.duration(endpoint.getP95Nanos())
                    + ", p99 "
                    + Human.duration(endpoint.getP99Nanos())))
        .append('\n');
    for (ProfileBand band : endpoint.getBandsList()) {
      appendBand(out.append('\n'), band, page);
    }
    out.append('\n');
    appendNotes(out, profile, page);
    return out.toString();
  }

  private static String name(EndpointProfile endpoint) {
    return (endpoint.getService() + " " + endpoint.getOperation()).strip();
  }

  private static String nothing(StringBuilder out, Profile profile, Page page) {
    out.append("No complete traces in this window.\n");
    appendNotes(out, profile, page);
    return out.toString();
  }

  private static void appendBand(StringBuilder out, ProfileBand band, Page page) {
    long traces = Math.max(1, band.getTraces());
    out.append(
            page.heading(
                band.getBand().equals("all") ? "All traces" : "Traces " + band.getBand(),
                Human.count(band.getTraces())
                    + ", on average "
                    + Human.duration(band.getNanos() / traces)))
        .append('\n');
    List<PathTime> shown =
        band.getPathsList().subList(0, Math.min(SHOWN_PATHS, band.getPathsCount()));
    boolean byVersion = shown.stream().anyMatch(path -> !path.getVersion().isEmpty());
    Columns table =
        new Columns(page)
            .right("#", 2)
            .right("SHARE", Columns.ALWAYS)
            .left("", 1)
            .right("PER TRACE", Columns.ALWAYS);
    if (byVersion) {
      table.flexible("VERSION", Columns.ALWAYS, 8);
    }
    table.flexible("PATH", Columns.ALWAYS, 24);
    int room = page.width() - (byVersion ? 42 : 33);
    for (int i = 0; i < shown.size(); i++) {
      addRow(table, i, shown.get(i), new Whole(band.getNanos(), traces, byVersion, room));
    }
    table.appendTo(out);
    appendRest(out, band, shown);
    appendExemplars(out, shown, page);
  }

  /** What a row is measured by. */
  private record Whole(long nanos, long traces, boolean byVersion, int pathColumns) {}

  private static void addRow(Columns table, int row, PathTime path, Whole whole) {
    int cells = (int) Math.round((double) BAR_COLUMNS * path.getNanos() / Math.max(1, whole.nanos));
    String number = String.valueOf(row + 1);
    Cell share = new Cell(Human.share(path.getNanos(), whole.nanos), Style.STRONG);
    Cell bar = new Cell("█".repeat(Math.clamp(cells, 0, BAR_COLUMNS)), Style.MARK);
    String perTrace = Human.duration(path.getNanos() / whole.traces);
    String frames = frames(path.getFramesList(), Math.min(whole.pathColumns, PATH_COLUMNS));
    if (whole.byVersion) {
      table.row(number, share, bar, perTrace, path.getVersion(), frames);
    } else {
      table.row(number, share, bar, perTrace, frames);
    }
  }

  /** The end of a path, with as much of what is above as there is room for. */
  static String frames(List<String> frames, int columns) {
    String text = frames.isEmpty() ? "" : TerminalText.safe(frames.getLast());
    int left = frames.size() - 2;
    while (left >= 0) {
      String longer = TerminalText.safe(frames.get(left)) + BELOW + text;
      if (TerminalText.width(longer) > columns - (left == 0 ? 0 : 4)) {
        return "… " + BELOW.strip() + " " + text;
      }
      text = longer;
      left--;
    }
    return text;
  }

  private static void appendRest(StringBuilder out, ProfileBand band, List<PathTime> shown) {
    int rest = band.getPathsCount() - shown.size();
    if (rest > 0) {
      long nanos = shown.stream().mapToLong(PathTime::getNanos).sum();
      out.append(Human.count(rest, "more path"))
          .append(" with ")
          .append(Human.share(band.getNanos() - nanos, band.getNanos()))
          .append(" of the time (--json has them all).\n");
    }
  }

  private static void appendExemplars(StringBuilder out, List<PathTime> shown, Page page) {
    Columns table = new Columns(page).right("#", 2).left("TRACE", Columns.ALWAYS).right("THERE", 3);
    boolean any = false;
    for (int i = 0; i < Math.min(PATHS_WITH_TRACES, shown.size()); i++) {
      for (ProfileExemplar exemplar : shown.get(i).getExemplarsList()) {
        table.row(
            String.valueOf(i + 1), exemplar.getTraceId(), Human.duration(exemplar.getNanos()));
        any = true;
      }
    }
    if (any) {
      out.append('\n')
          .append(page.heading("Traces with most time there", "of all bands"))
          .append('\n');
      table.appendTo(out);
    }
  }

  private static void appendNotes(StringBuilder out, Profile profile, Page page) {
    note(out, page, profile.getIncompleteTraces(), "incomplete trace", " not in it");
    note(out, page, profile.getLateTraces(), "trace", " in it without the spans that came late");
    note(out, page, profile.getOtherTraces(), "trace", " of endpoints beyond the limit: (other)");
    if (profile.getFolded() > 0 && profile.getOtherTraces() == 0) {
      out.append(page.paint(Style.FAINT, "Paths or versions beyond the limit are in (other)."))
          .append('\n');
    }
    if (profile.getPartial()) {
      out.append(page.paint(Style.BAD, TerminalText.safe(profile.getMessage()))).append('\n');
    }
    String window = AnalysisText.window(profile.getWindow());
    if (!window.isEmpty()) {
      out.append(page.paint(Style.FAINT, window)).append('\n');
    }
  }

  private static void note(StringBuilder out, Page page, long count, String what, String how) {
    if (count > 0) {
      String verb = count == 1 ? " is" : " are";
      out.append(page.paint(Style.FAINT, Human.count(count, what) + verb + how + ".")).append('\n');
    }
  }
}
