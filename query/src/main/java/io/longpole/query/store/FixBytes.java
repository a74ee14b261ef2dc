package io.longpole.query.store;

import io.longpole.analyzer.finding.Fix;
import java.util.ArrayList;
import java.util.List;

/**
 * The fixes of a sighting as stored bytes and back.
 *
 * <p>Layout: count; each: kind, whether both cases concern the same spans, careful factor, hopeful
 * factor, count and spans of the hopeful case, then of the careful one unless they are the same.
 */
final class FixBytes {

  private static final Fix.Kind[] KINDS = Fix.Kind.values();

  private FixBytes() {}

  @SuppressWarnings("EnumOrdinal") // kinds are numbered as stored, which does not change
  static void write(List<Fix> fixes, ByteOutput out, SightingBytes.IdWriter ids) {
    out.writeUnsigned(fixes.size());
    for (Fix fix : fixes) {
      out.writeByte(fix.kind().ordinal());
      boolean same = fix.careful().equals(fix.hopeful());
      out.writeByte(same ? 1 : 0);
      out.writeLong(Double.doubleToRawLongBits(fix.carefulFactor()));
      out.writeLong(Double.doubleToRawLongBits(fix.hopefulFactor()));
      writeSpans(fix.hopeful(), out, ids);
      if (!same) {
        writeSpans(fix.careful(), out, ids);
      }
    }
  }

  private static void writeSpans(List<Long> spanIds, ByteOutput out, SightingBytes.IdWriter ids) {
    out.writeUnsigned(spanIds.size());
    spanIds.forEach(spanId -> ids.write(out, spanId));
  }

  static List<Fix> read(ByteInput in, SightingBytes.IdReader ids) {
    List<Fix> fixes = new ArrayList<>();
    for (int left = in.readCount(in.remaining()); left > 0; left--) {
      int kind = in.readByte();
      if (kind >= KINDS.length) {
        throw new CorruptBlockException("kind " + kind + " of a fix");
      }
      boolean same = in.readByte() == 1;
      double carefulFactor = Double.longBitsToDouble(in.readLong());
      double hopefulFactor = Double.longBitsToDouble(in.readLong());
      List<Long> hopeful = readSpans(in, ids);
      List<Long> careful = same ? hopeful : readSpans(in, ids);
      fixes.add(new Fix(KINDS[kind], careful, hopeful, carefulFactor, hopefulFactor));
    }
    return fixes;
  }

  private static List<Long> readSpans(ByteInput in, SightingBytes.IdReader ids) {
    List<Long> spanIds = new ArrayList<>();
    for (int left = in.readCount(in.remaining()); left > 0; left--) {
      spanIds.add(ids.read(in));
    }
    return spanIds;
  }
}
