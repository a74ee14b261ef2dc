package io.longpole.collector.log;

import io.longpole.collector.log.RecordLayout.Slice;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Walks the chunks of one cycle's file, reports what is damaged and goes on behind it; one thread.
 *
 * <p>As long as documents follow each other this is a walk along Chronicle's length headers. Where
 * one makes no sense, the file is searched for the next place whose magic, own position and
 * checksum all fit: O(bytes), no record that can still be read is lost. Example: document headers
 * at 100 and 200, the one at 100 overwritten: the search from 104 on stops at 200 and reports 100
 * to 200.
 */
final class ChunkReader {
  private static final int PREFIX_BYTES =
      RecordLayout.DOCUMENT_HEADER_BYTES + RecordLayout.HEADER_BYTES;
  private static final int UNKNOWN = -1;

  /** What stands at an offset. */
  private enum Found {
    /** A chunk whose checksum fits. */
    CHUNK,
    /** A chunk with a wrong checksum between sound neighbours. */
    SPOILT_CHUNK,
    /** A page of Chronicle's index. */
    INDEX,
    /** Nothing that makes sense. */
    NOTHING
  }

  private final int cycle;
  private final FileWindow window;
  private final BadRecordListener listener;
  private final CRC32C crc = new CRC32C();

  private long offset;
  private long chunkAt;
  private int expectedSequence;

  ChunkReader(int cycle, FileWindow window, long offset, BadRecordListener listener) {
    this.cycle = cycle;
    this.window = window;
    this.offset = offset;
    this.listener = listener;
    this.expectedSequence = offset == 0 ? 0 : UNKNOWN;
  }

  /** Where the next chunk is looked for. */
  long offset() {
    return offset;
  }

  /**
   * Moves to the next good chunk before the end.
   *
   * @return false if there is none
   */
  boolean next(CycleFolder.CycleEnd end) throws IOException {
    while (offset + RecordLayout.DOCUMENT_HEADER_BYTES <= end.offset()) {
      switch (look(offset, end.offset())) {
        case CHUNK -> {
          reportMissing();
          take(offset);
          return true;
        }
        case SPOILT_CHUNK -> skipSpoilt();
        case INDEX -> offset = documentEnd(offset);
        case NOTHING -> {
          if (search(end)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The payload of the chunk that {@link #next} moved to; valid until the next call. */
  Slice payload() {
    return payload(window.index(chunkAt));
  }

  long position() {
    return Positions.of(cycle, chunkAt);
  }

  byte signal() {
    return window.bytes()[header(chunkAt) + RecordLayout.SIGNAL_AT];
  }

  long timeNanos() {
    return RecordLayout.getLong(window.bytes(), header(chunkAt) + RecordLayout.TIME_AT);
  }

  int recordLength() {
    return RecordLayout.getInt(window.bytes(), header(chunkAt) + RecordLayout.RECORD_LENGTH_AT);
  }

  int chunkOffset() {
    return RecordLayout.getInt(window.bytes(), header(chunkAt) + RecordLayout.CHUNK_OFFSET_AT);
  }

  private Found look(long at, long limit) throws IOException {
    if (!window.load(at, RecordLayout.DOCUMENT_HEADER_BYTES, limit)) {
      return Found.NOTHING;
    }
    int head = RecordLayout.getInt(window.bytes(), window.index(at));
    int length = head & RecordLayout.DOCUMENT_LENGTH_MASK;
    long documentEnd = at + RecordLayout.DOCUMENT_HEADER_BYTES + length;
    if (length == 0 || (head & RecordLayout.DOCUMENT_NOT_COMPLETE) != 0 || documentEnd > limit) {
      return Found.NOTHING;
    }
    boolean magic = length >= RecordLayout.HEADER_BYTES && hasMagic(at, limit);
    if ((head & RecordLayout.DOCUMENT_META) != 0) {
      return magic ? Found.NOTHING : Found.INDEX;
    }
    if (!magic
        || length > LogSettings.MAX_CHUNK_BYTES
        || !window.load(at, RecordLayout.DOCUMENT_HEADER_BYTES + length, limit)) {
      return Found.NOTHING;
    }
    return fits(at, length) ? verdict(at) : Found.NOTHING;
  }

  private boolean hasMagic(long at, long limit) throws IOException {
    return window.load(at, PREFIX_BYTES, limit)
        && RecordLayout.getInt(window.bytes(), header(at)) == RecordLayout.MAGIC;
  }

  /** Whether the header agrees with the document around it and with the place it stands at. */
  private boolean fits(long at, int documentLength) {
    byte[] bytes = window.bytes();
    int header = header(at);
    int chunkLength = RecordLayout.getInt(bytes, header + RecordLayout.CHUNK_LENGTH_AT);
    return chunkLength == documentLength - RecordLayout.HEADER_BYTES
        && RecordLayout.getLong(bytes, header + RecordLayout.POSITION_AT)
            == Positions.of(cycle, at);
  }

  private Found verdict(long at) {
    byte[] bytes = window.bytes();
    int header = header(at);
    int computed = RecordLayout.checksum(crc, bytes, header, payload(window.index(at)));
    if (computed != RecordLayout.getInt(bytes, header + RecordLayout.CHECKSUM_AT)) {
      return Found.SPOILT_CHUNK;
    }
    byte version = bytes[header + RecordLayout.VERSION_AT];
    if (version != RecordLayout.VERSION) {
      throw new LogOpenException(
          "the record at "
              + Positions.text(Positions.of(cycle, at))
              + " has version "
              + version
              + ", this longpole reads version "
              + RecordLayout.VERSION
              + "; use the longpole that wrote it, or a newer one");
    }
    return Found.CHUNK;
  }

  private void take(long at) {
    chunkAt = at;
    expectedSequence = sequence(at) + 1;
    offset = documentEnd(at);
  }

  private void reportMissing() {
    int missing = sequence(offset) - expectedSequence;
    if (expectedSequence != UNKNOWN && missing != 0) {
      report(offset, 0, missing + " chunks before this place are missing");
    }
  }

  private void skipSpoilt() throws IOException {
    long end = documentEnd(offset);
    report(offset, end - offset, "wrong checksum");
    if (expectedSequence != UNKNOWN) {
      expectedSequence++;
    }
    offset = end;
  }

  /** Looks for the next good chunk behind a place that makes no sense. */
  private boolean search(CycleFolder.CycleEnd end) throws IOException {
    long from = offset;
    long at = from + RecordLayout.DOCUMENT_ALIGNMENT;
    while (at + PREFIX_BYTES <= end.offset() && window.load(at, PREFIX_BYTES, end.offset())) {
      at = nextMagic(at);
      if (hasMagic(at, end.offset()) && look(at, end.offset()) == Found.CHUNK) {
        int missing = expectedSequence == UNKNOWN ? 0 : sequence(at) - expectedSequence;
        report(from, at - from, "damaged" + (missing > 0 ? ", " + missing + " chunks lost" : ""));
        take(at);
        return true;
      }
      at += RecordLayout.DOCUMENT_ALIGNMENT;
    }
    offset = end.offset();
    reportEnd(from, end);
    return false;
  }

  /** The first place from {@code at} on within the window that may have the magic, or its end. */
  private long nextMagic(long at) {
    byte[] bytes = window.bytes();
    int last = window.index(at) + window.present(at) - PREFIX_BYTES;
    int i = window.index(at);
    while (i < last
        && RecordLayout.getInt(bytes, i + RecordLayout.DOCUMENT_HEADER_BYTES)
            != RecordLayout.MAGIC) {
      i += RecordLayout.DOCUMENT_ALIGNMENT;
    }
    return at + (i - window.index(at));
  }

  /** Zeros at the end of a file that was not closed in order are space that was reserved. */
  private void reportEnd(long from, CycleFolder.CycleEnd end) throws IOException {
    if (end.exact()) {
      report(from, end.offset() - from, "damaged or missing up to the end of the cycle");
    } else if (!onlyZeros(from, end.offset())) {
      report(from, end.offset() - from, "unfinished or damaged at the end of the cycle");
    }
  }

  private boolean onlyZeros(long from, long limit) throws IOException {
    long at = from;
    while (at < limit && window.load(at, 1, limit)) {
      int first = window.index(at);
      int present = window.present(at);
      for (int i = first; i < first + present; i++) {
        if (window.bytes()[i] != 0) {
          return false;
        }
      }
      at += present;
    }
    return true;
  }

  private void report(long at, long length, String reason) {
    try {
      byte[] kept = window.copy(at, (int) Math.min(length, BadRecord.KEPT_BYTES));
      listener.bad(new BadRecord(Positions.of(cycle, at), reason, length, kept));
    } catch (IOException e) {
      listener.bad(new BadRecord(Positions.of(cycle, at), reason + "; " + e, length, new byte[0]));
    }
  }

  private long documentEnd(long at) {
    int head = RecordLayout.getInt(window.bytes(), window.index(at));
    return RecordLayout.aligned(
        at + RecordLayout.DOCUMENT_HEADER_BYTES + (head & RecordLayout.DOCUMENT_LENGTH_MASK));
  }

  private int header(long at) {
    return window.index(at) + RecordLayout.DOCUMENT_HEADER_BYTES;
  }

  private int sequence(long at) {
    return RecordLayout.getInt(window.bytes(), header(at) + RecordLayout.SEQUENCE_AT);
  }

  private Slice payload(int documentIndex) {
    int header = documentIndex + RecordLayout.DOCUMENT_HEADER_BYTES;
    int length = RecordLayout.getInt(window.bytes(), header + RecordLayout.CHUNK_LENGTH_AT);
    return new Slice(window.bytes(), header + RecordLayout.HEADER_BYTES, length);
  }
}
