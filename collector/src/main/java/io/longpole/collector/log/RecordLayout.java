package io.longpole.collector.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes in front of every chunk of a record, version 1, little endian.
 *
 * <pre>
 *  0  magic           "LPRL"
 *  4  version         1
 *  5  signal          {@link Signal#id()}
 *  6  reserved        0
 *  8  time            when it was received, nanoseconds since the epoch
 * 16  position        where this chunk was written: a moved or stale copy does not pass
 * 24  sequence        number of this chunk within its cycle, from 0: shows what is missing
 * 28  record length   bytes of the whole payload
 * 32  chunk offset    where this chunk's bytes begin in the payload; 0 in the first chunk
 * 36  chunk length    bytes of the payload in this chunk
 * 40  checksum        CRC32C of bytes 0 to 39 and of the chunk's bytes
 * 44  payload
 * </pre>
 *
 * <p>A record up to {@link LogSettings#chunkBytes()} is one chunk. Each chunk is one Chronicle
 * document: four bytes of length and flags, then these bytes, padded to four.
 */
final class RecordLayout {
  static final int MAGIC = 'L' | ('P' << 8) | ('R' << 16) | ('L' << 24);
  static final byte VERSION = 1;

  static final int VERSION_AT = 4;
  static final int SIGNAL_AT = 5;
  static final int TIME_AT = 8;
  static final int POSITION_AT = 16;
  static final int SEQUENCE_AT = 24;
  static final int RECORD_LENGTH_AT = 28;
  static final int CHUNK_OFFSET_AT = 32;
  static final int CHUNK_LENGTH_AT = 36;
  static final int CHECKSUM_AT = 40;
  static final int HEADER_BYTES = 44;

  /** Chronicle's document header: 30 bits of length, then two flags. */
  static final int DOCUMENT_HEADER_BYTES = 4;

  static final int DOCUMENT_LENGTH_MASK = (1 << 30) - 1;
  static final int DOCUMENT_META = 1 << 30;
  static final int DOCUMENT_NOT_COMPLETE = 1 << 31;
  static final int DOCUMENT_ALIGNMENT = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private RecordLayout() {}

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  /** The checksum of a chunk whose header begins at {@code headerAt}, its bytes elsewhere. */
  static int checksum(CRC32C crc, byte[] header, int headerAt, Slice chunk) {
    crc.reset();
    crc.update(header, headerAt, CHECKSUM_AT);
    crc.update(chunk.bytes(), chunk.offset(), chunk.length());
    return (int) crc.getValue();
  }

  /** Where the next document may begin. */
  static long aligned(long offset) {
    return (offset + DOCUMENT_ALIGNMENT - 1) & -DOCUMENT_ALIGNMENT;
  }

  /** A stretch of a byte array. */
  @SuppressWarnings("ArrayRecordComponent") // a view, never compared
  record Slice(byte[] bytes, int offset, int length) {}
}
