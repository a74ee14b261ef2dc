package io.longpole.collector.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what could not be taken in, with its reason, until someone looks at it; any thread.
 *
 * <p>The letters lie in a {@link RecordLog}, a summary of each in memory. Dropping writes a note
 * with the ids; the space comes back when all letters of a cycle are gone. Bounded: the oldest
 * letter goes when there are too many, or when the log from the oldest on takes too much space.
 */
public final class DeadLetterLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);

  private final DeadLetterSettings settings;
  private final RecordLog log;
  private final NavigableMap<Long, DeadLetter> letters = new TreeMap<>();
  private final Set<Place> places = new HashSet<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private long evicted;

  /**
   * Opens the dead letters of a folder, or makes a new one.
   *
   * @throws LogOpenException as {@link RecordLog#open}
   */
  public static DeadLetterLog open(Path folder, DeadLetterSettings settings) {
    RecordLog log = RecordLog.open(folder, settings.logSettings());
    try {
      return new DeadLetterLog(log, settings);
    } catch (Throwable e) {
      log.close();
      throw e;
    }
  }

  private DeadLetterLog(RecordLog log, DeadLetterSettings settings) {
    this.log = log;
    this.settings = settings;
    try (LogTailer tailer = log.tail(0)) {
      while (tailer.next(this::restore)) {
        // on to the next
      }
    }
    evict();
    evicted = 0; // what went just now had gone before
  }

  private void restore(
      long position, Signal signal, long timeNanos, byte[] buffer, int offset, int length) {
    ByteBuffer record = ByteBuffer.wrap(buffer, offset, length);
    if (signal == Signal.DEAD_LETTER) {
      DeadLetterCodec.decode(position, timeNanos, record)
          .ifPresentOrElse(
              letter -> put(position, letter),
              () -> LOG.warn("{}: unknown letter at {}", log.path(), Positions.text(position)));
    } else if (signal == Signal.DEAD_LETTER_DROP) {
      while (record.remaining() >= Long.BYTES) {
        remove(record.getLong());
      }
    }
  }

  /**
   * Keeps a letter. A place of a log that is known already is not kept twice.
   *
   * @return its id
   * @throws LogUnavailableException if it cannot be written; it is not kept
   */
  public synchronized String add(DeadLetterEntry entry) throws LogUnavailableException {
    if (entry.position() >= 0 && places.contains(new Place(entry.source(), entry.position()))) {
      return knownId(entry);
    }
    byte[] record = DeadLetterCodec.encode(entry, settings.maxPayloadBytes());
    long position = log.append(Signal.DEAD_LETTER, entry.timeNanos(), record, 0, record.length);
    DeadLetterCodec.decode(position, entry.timeNanos(), ByteBuffer.wrap(record))
        .ifPresent(letter -> put(position, letter));
    evict();
    return DeadLetterCodec.id(position);
  }

  private String knownId(DeadLetterEntry entry) {
    for (DeadLetter letter : letters.values()) {
      if (letter.position() == entry.position() && letter.source().equals(entry.source())) {
        return letter.id();
      }
    }
    throw new IllegalStateException("a place without its letter: " + entry.source());
  }

  /**
   * The letters of a reason, newest first.
   *
   * @param reason empty for all
   */
  public synchronized List<DeadLetter> list(String reason, int limit) {
    List<DeadLetter> found = new ArrayList<>();
    for (DeadLetter letter : letters.descendingMap().values()) {
      if (found.size() >= limit) {
        break;
      }
      if (reason.isEmpty() || letter.reason().equals(reason)) {
        found.add(letter);
      }
    }
    return found;
  }

  /** A letter by its id. */
  public synchronized Optional<DeadLetter> get(String id) {
    return Optional.ofNullable(letters.get(DeadLetterCodec.position(id)));
  }

  /** The bytes that are kept of a letter. */
  public synchronized Optional<byte[]> payload(String id) {
    DeadLetter letter = letters.get(DeadLetterCodec.position(id));
    if (letter == null) {
      return Optional.empty();
    }
    byte[] payload = new byte[letter.keptBytes()];
    log.read(
        DeadLetterCodec.position(id),
        (position, signal, timeNanos, buffer, offset, length) ->
            System.arraycopy(buffer, offset + length - payload.length, payload, 0, payload.length));
    return Optional.of(payload);
  }

  /**
   * Removes letters for good.
   *
   * @return how many of the ids there were
   * @throws LogUnavailableException if that cannot be written; none is removed
   */
  public synchronized int drop(Collection<String> ids) throws LogUnavailableException {
    Set<Long> positions = new HashSet<>();
    for (String id : ids) {
      long position = DeadLetterCodec.position(id);
      if (letters.containsKey(position)) {
        positions.add(position);
      }
    }
    if (!positions.isEmpty()) {
      noteDropped(positions);
      positions.forEach(this::remove);
      log.releaseBefore(oldest());
    }
    return positions.size();
  }

  private void noteDropped(Set<Long> positions) throws LogUnavailableException {
    ByteBuffer note = ByteBuffer.allocate(positions.size() * Long.BYTES);
    positions.forEach(note::putLong);
    log.append(Signal.DEAD_LETTER_DROP, 0, note.array(), 0, note.capacity());
  }

  /** How many letters there are of each reason. */
  public synchronized Map<String, Long> countsByReason() {
    return Map.copyOf(counts);
  }

  /** How many were given up since the start to keep the bounds. */
  public synchronized long evicted() {
    return evicted;
  }

  /** Bytes on the disk. */
  public long allocatedBytes() {
    return log.allocatedBytes();
  }

  @Override
  public synchronized void close() {
    log.close();
  }

  private void put(long position, DeadLetter letter) {
    letters.put(position, letter);
    counts.merge(letter.reason(), 1L, Long::sum);
    if (letter.position() >= 0) {
      places.add(new Place(letter.source(), letter.position()));
    }
  }

  private void remove(long position) {
    DeadLetter letter = letters.remove(position);
    if (letter != null) {
      counts.computeIfPresent(letter.reason(), (reason, count) -> count > 1 ? count - 1 : null);
      places.remove(new Place(letter.source(), letter.position()));
    }
  }

  private void evict() {
    while (letters.size() > settings.maxLetters()
        || (!letters.isEmpty()
            && log.bytesBetween(oldest(), log.endPosition()) > settings.maxBytes())) {
      remove(oldest());
      evicted++;
    }
    log.releaseBefore(oldest());
  }

  private long oldest() {
    return letters.isEmpty() ? log.endPosition() : letters.firstKey();
  }

  /** Where a letter stood before: a damaged place is met again whenever its log is replayed. */
  private record Place(String source, long position) {}
}
