package io.longpole.query.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of trace blocks in the trace log, and their compression.
 *
 * <p>A block of many traces is one zstd frame, cut into as many records as the log's record size
 * demands; nearly always one. Every record begins with
 *
 * <pre>
 *   4  magic "LPTB"
 *   1  version
 *   2  part, from 0      2  parts      (little-endian)
 *   4  length of the block before compression
 *   .  this part of the frame
 * </pre>
 *
 * and the block itself, written by {@link TraceBlockWriter} and read by {@link TraceBlock}, is
 *
 * <pre>
 *   lengths of the sections, in their order
 *   texts      count, texts
 *   shapes     count, each: count of attributes, each: number of the name's text, type
 *   resources  count, each: attributes
 *   scopes     count, each: texts of name and version, attributes
 *   directory  count, each: trace id (16), version, through position, spans, and the lengths of its
 *              bytes in the three sections that follow
 *   bodies     what is alike from trace to trace: names, shapes, values as numbers of texts
 *   times      start after the start of the span before, duration
 *   ids        ids of all spans, then of parents elsewhere and of linked spans (8 each)
 * </pre>
 *
 * <p>Ids are random and times nearly so: kept apart they do not spoil the compression of the rest.
 * A trace is read without decoding its neighbours.
 */
final class TraceCodec {

  static final int MAGIC = 'L' | ('P' << 8) | ('T' << 16) | ('B' << 24);
  static final int VERSION = 1;
  static final int HEADER_BYTES = 13;

  /** Compresses as well as 6 does on trace blocks to within 2 %, at twice the speed. */
  private static final int ZSTD_LEVEL = 3;

  /** No block is larger; a length beyond it is damage, and nothing is allocated for it. */
  static final int MAX_BLOCK_BYTES = 1 << 30;

  private TraceCodec() {}

  /** The records that hold a block. */
  static List<byte[]> records(byte[] block, int length, int maxRecordBytes) {
    byte[] frame = new byte[Math.toIntExact(Zstd.compressBound(length))];
    long compressed = Zstd.compressByteArray(frame, 0, frame.length, block, 0, length, ZSTD_LEVEL);
    if (Zstd.isError(compressed)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(compressed));
    }
    int frameBytes = (int) compressed;
    int partBytes = maxRecordBytes - HEADER_BYTES;
    int parts = Math.max(1, (frameBytes + partBytes - 1) / partBytes);
    List<byte[]> records = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      int from = part * partBytes;
      int to = Math.min(frameBytes, from + partBytes);
      ByteOutput out = new ByteOutput(HEADER_BYTES + to - from);
      new Header(part, parts, length).write(out);
      out.writeBytes(frame, from, to - from);
      records.add(out.copy());
    }
    return records;
  }

  /** What stands before each part of a block. */
  record Header(int part, int parts, int blockBytes) {

    void write(ByteOutput out) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.writeByte(part);
      out.writeByte(part >>> 8);
      out.writeByte(parts);
      out.writeByte(parts >>> 8);
      out.writeInt(blockBytes);
    }

    static Header read(ByteInput in) {
      if (in.remaining() < HEADER_BYTES) {
        throw new CorruptBlockException("trace block of " + in.remaining() + " bytes");
      }
      int magic = in.readInt();
      if (magic != MAGIC) {
        throw new CorruptBlockException("no trace block: magic 0x" + Integer.toHexString(magic));
      }
      int version = in.readByte();
      if (version > VERSION) {
        throw new CorruptBlockException(
            "trace block of version "
                + version
                + "; this longpole reads up to version "
                + VERSION
                + ": use the newer longpole that wrote it");
      }
      int part = in.readByte() | (in.readByte() << 8);
      int parts = in.readByte() | (in.readByte() << 8);
      int blockBytes = in.readInt();
      if (part >= parts || blockBytes < 0 || blockBytes > MAX_BLOCK_BYTES) {
        throw new CorruptBlockException(
            "trace block part " + part + " of " + parts + ", " + blockBytes + " bytes");
      }
      return new Header(part, parts, blockBytes);
    }
  }

  /** The block in a whole frame. */
  static byte[] decompress(byte[] frame, int blockBytes) {
    byte[] block;
    try {
      block = Zstd.decompress(frame, blockBytes);
    } catch (ZstdException e) {
      throw new CorruptBlockException("trace block does not decompress: " + e.getMessage());
    }
    if (block.length != blockBytes) {
      throw new CorruptBlockException(
          "trace block has " + block.length + " bytes, its header says " + blockBytes);
    }
    return block;
  }
}
