package io.longpole.query.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a block becomes records of the trace log, and the compression.
 *
 * <p>A block is one zstd frame, cut into as many records as the log's record size demands; nearly
 * always one. Every record begins with
 *
 * <pre>
 *   4  magic, see {@link BlockFormat}
 *   1  version
 *   2  part, from 0      2  parts      (little-endian)
 *   4  length of the block before compression
 *   .  this part of the frame
 * </pre>
 */
final class BlockCodec {

  static final int HEADER_BYTES = 13;

  /** Compresses as well as 6 does on trace blocks to within 2 %, at twice the speed. */
  private static final int ZSTD_LEVEL = 3;

  /** No block is larger; a length beyond it is damage, and nothing is allocated for it. */
  static final int MAX_BLOCK_BYTES = 1 << 30;

  private BlockCodec() {}

  /** The records that hold a block. */
  static List<byte[]> records(BlockFormat format, ByteOutput block, int maxRecordBytes) {
    byte[] frame = new byte[Math.toIntExact(Zstd.compressBound(block.size()))];
    long compressed =
        Zstd.compressByteArray(frame, 0, frame.length, block.array(), 0, block.size(), ZSTD_LEVEL);
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
      new Header(format, part, parts, block.size()).write(out);
      out.writeBytes(frame, from, to - from);
      records.add(out.copy());
    }
    return records;
  }

  /** What stands before each part of a block. */
  record Header(BlockFormat format, int part, int parts, int blockBytes) {

    void write(ByteOutput out) {
      out.writeInt(format.magic());
      out.writeByte(format.version());
      out.writeByte(part);
      out.writeByte(part >>> 8);
      out.writeByte(parts);
      out.writeByte(parts >>> 8);
      out.writeInt(blockBytes);
    }

    static Header read(BlockFormat format, ByteInput in) {
      if (in.remaining() < HEADER_BYTES) {
        throw new CorruptBlockException(format.text() + " of " + in.remaining() + " bytes");
      }
      int magic = in.readInt();
      if (magic != format.magic()) {
        throw new CorruptBlockException(
            "no " + format.text() + ": magic 0x" + Integer.toHexString(magic));
      }
      int version = in.readByte();
      if (version != format.version()) {
        throw new CorruptBlockException(
            format.text()
                + " of version "
                + version
                + "; this longpole reads version "
                + format.version()
                + ": use the longpole that wrote it");
      }
      int part = in.readByte() | (in.readByte() << 8);
      int parts = in.readByte() | (in.readByte() << 8);
      int blockBytes = in.readInt();
      if (part >= parts || blockBytes < 0 || blockBytes > MAX_BLOCK_BYTES) {
        throw new CorruptBlockException(
            format.text() + " part " + part + " of " + parts + ", " + blockBytes + " bytes");
      }
      return new Header(format, part, parts, blockBytes);
    }
  }

  /** The block in a whole frame. */
  static byte[] decompress(byte[] frame, int blockBytes) {
    byte[] block;
    try {
      block = Zstd.decompress(frame, blockBytes);
    } catch (ZstdException e) {
      throw new CorruptBlockException("block does not decompress: " + e.getMessage());
    }
    if (block.length != blockBytes) {
      throw new CorruptBlockException(
          "block has " + block.length + " bytes, its header says " + blockBytes);
    }
    return block;
  }
}
