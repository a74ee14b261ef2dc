package io.longpole.analyzer;

import java.util.List;

/**
 * How much of the truth the analysed spans and logs can show; numbers, and in the notes what they
 * blind.
 *
 * @param spans spans that were read, exact repeats included
 * @param duplicateSpans exact repeats, which are left out of the traces
 * @param linkedLogs log records whose trace is among the analysed ones
 * @param incompleteTraces traces without a root or with spans whose parent is missing
 * @param evidenceTraces traces that told which calls wait for which; 0 without evidence
 */
public record Coverage(
    long traces,
    long spans,
    long logs,
    long linkedLogs,
    long incompleteTraces,
    long duplicateSpans,
    long orphanSpans,
    long skewedSpans,
    long rejectedSpans,
    long evidenceTraces,
    List<String> notes) {

  public Coverage {
    notes = List.copyOf(notes);
  }
}
