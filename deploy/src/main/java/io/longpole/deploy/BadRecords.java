package io.longpole.deploy;

import io.longpole.collector.log.BadRecord;
import io.longpole.collector.log.BadRecordListener;
import io.longpole.collector.log.DeadLetterEntry;
import io.longpole.collector.log.DeadLetterLog;
import io.longpole.collector.log.LogUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the bad places of a log and keeps what can be kept of them among the dead letters. */
final class BadRecords implements BadRecordListener {
  private static final Logger LOG = LoggerFactory.getLogger(BadRecords.class);

  private final DeadLetterLog deadLetters;
  private final String source;

  BadRecords(DeadLetterLog deadLetters, String source) {
    this.deadLetters = deadLetters;
    this.source = source;
  }

  @Override
  public void bad(BadRecord record) {
    LOG.warn("Passed over a bad record of the {} at position {}", source, record.position());
    try {
      deadLetters.add(DeadLetterEntry.of(record, source, EpochClock.nanos()));
    } catch (LogUnavailableException e) {
      LOG.warn("It could not be kept among the dead letters: {}", e.getMessage());
    }
  }
}
