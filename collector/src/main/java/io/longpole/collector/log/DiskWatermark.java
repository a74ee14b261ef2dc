package io.longpole.collector.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Decides from the free space of a volume whether a log may grow.
 *
 * <p>Stops when less than the threshold is free and goes on at 1.25 times that, so that it does not
 * flutter. Looks at the volume at most once a second; in between it subtracts what was written.
 * Example: a volume of 100 GiB has a threshold of 5 GiB; at 4.9 GiB free appending stops, at 6.25
 * GiB it goes on. Safe for any number of threads.
 */
public final class DiskWatermark {
  private static final double RESUME_FACTOR = 1.25;
  private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

  private final Volume volume;
  private final Limits limits;
  private final LongSupplier nanoClock;

  private long lookedAtNanos;
  private long freeBytes;
  private long writtenSinceLook;
  private long thresholdBytes;
  private boolean stopped;

  /** The volume of a folder. */
  public static DiskWatermark of(Path folder, Limits limits) {
    try {
      return new DiskWatermark(Volume.of(Files.getFileStore(folder)), limits, System::nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the volume of " + folder, e);
    }
  }

  DiskWatermark(Volume volume, Limits limits, LongSupplier nanoClock) {
    this.volume = volume;
    this.limits = limits;
    this.nanoClock = nanoClock;
    look();
  }

  /** Whether a log may be appended to. */
  public boolean allowsAppend() {
    return allows(0);
  }

  /** Whether so many bytes more may be written. */
  public synchronized boolean allows(long bytes) {
    boolean stale = nanoClock.getAsLong() - lookedAtNanos >= LOOK_EVERY_NANOS;
    boolean low = !stopped && left() - bytes < thresholdBytes;
    if (stale || low) {
      look();
    }
    double wanted = stopped ? thresholdBytes * RESUME_FACTOR : thresholdBytes;
    stopped = left() - bytes < wanted;
    return !stopped;
  }

  /** Tells that so many bytes were taken from the volume. */
  public synchronized void wrote(long bytes) {
    writtenSinceLook += bytes;
  }

  /** What is free as far as known, in bytes. */
  public synchronized long left() {
    return freeBytes - writtenSinceLook;
  }

  /** Below this many free bytes nothing is appended. */
  public synchronized long thresholdBytes() {
    return thresholdBytes;
  }

  /** One sentence on why appending is refused. */
  public synchronized String reason() {
    return String.format(
        Locale.ROOT,
        "%,d MiB are free on the volume, fewer than the %,d MiB that must stay free;"
            + " free some space, or shorten the retention",
        left() >> 20,
        thresholdBytes >> 20);
  }

  private void look() {
    freeBytes = volume.freeBytes();
    thresholdBytes = limits.thresholdBytes(volume.totalBytes());
    writtenSinceLook = 0;
    lookedAtNanos = nanoClock.getAsLong();
  }

  /**
   * How much of a volume stays free: the larger of a share of it and a number of bytes, but never
   * more than a maximum.
   */
  public record Limits(double shareOfVolume, long minBytes, long maxBytes) {
    /** 5 % of the volume or 1 GiB, at most 10 GiB. */
    public static final Limits DEFAULT = new Limits(0.05, 1L << 30, 10L << 30);

    public Limits {
      if (!(shareOfVolume >= 0 && shareOfVolume < 1)) {
        throw new IllegalArgumentException("shareOfVolume=" + shareOfVolume + ", wants 0 to 1");
      }
      if (minBytes < 0 || maxBytes < minBytes) {
        throw new IllegalArgumentException("minBytes=" + minBytes + " maxBytes=" + maxBytes);
      }
    }

    /** A fixed number of bytes, whatever the volume. */
    public static Limits fixed(long bytes) {
      return new Limits(0, bytes, bytes);
    }

    /** The same with half of each figure, for what must go on a little longer. */
    public Limits halved() {
      return new Limits(shareOfVolume / 2, minBytes / 2, maxBytes / 2);
    }

    long thresholdBytes(long volumeBytes) {
      return Math.min(maxBytes, Math.max(minBytes, (long) (volumeBytes * shareOfVolume)));
    }
  }

  /** The two figures of a volume that matter here. */
  interface Volume {
    long freeBytes();

    long totalBytes();

    static Volume of(FileStore store) {
      return new Volume() {
        @Override
        public long freeBytes() {
          try {
            return store.getUsableSpace();
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read the free space of " + store, e);
          }
        }

        @Override
        public long totalBytes() {
          try {
            return store.getTotalSpace();
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of " + store, e);
          }
        }
      };
    }
  }
}
