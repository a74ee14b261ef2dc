package io.longpole.query.search;

import java.util.List;

/** What of the telemetry that arrived cannot be in the index: it stands beside every answer. */
public interface Losses {

  /** Nothing was lost, as with files that were read whole. */
  Losses NONE =
      new Losses() {
        @Override
        public long rejectedSpans() {
          return 0;
        }

        @Override
        public List<String> notes() {
          return List.of();
        }
      };

  /** Spans that arrived and were not taken, and never will be. */
  long rejectedSpans();

  /** One sentence for each kind of loss or limit, with its number. */
  List<String> notes();
}
