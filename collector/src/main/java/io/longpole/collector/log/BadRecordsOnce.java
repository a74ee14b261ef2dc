package io.longpole.collector.log;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells each bad place once, however many readers pass it. */
final class BadRecordsOnce implements BadRecordListener {
  private static final int REMEMBERED = 100_000;

  private final BadRecordListener next;
  private final Set<Long> told = ConcurrentHashMap.newKeySet();

  BadRecordsOnce(BadRecordListener next) {
    this.next = next;
  }

  @Override
  public void bad(BadRecord record) {
    if (told.size() < REMEMBERED && told.add(record.position())) {
      next.bad(record);
    }
  }
}
