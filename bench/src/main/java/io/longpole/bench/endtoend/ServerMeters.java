package io.longpole.bench.endtoend;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.management.jfr.FlightRecorderMXBean;

/** Reads processor time and memory of another JVM of this machine, and records where it works. */
final class ServerMeters implements AutoCloseable {

  private static final Map<String, String> RECORDED =
      Map.of(
          "jdk.ExecutionSample#enabled", "true",
          "jdk.ExecutionSample#period", "10 ms",
          "jdk.NativeMethodSample#enabled", "false");

  private final JMXConnector connector;
  private final MBeanServerConnection connection;
  private final OperatingSystemMXBean process;
  private final ThreadMXBean threads;
  private final List<MemoryPoolMXBean> heap;
  private final List<GarbageCollectorMXBean> collectors;
  private long recording = -1;

  @SuppressWarnings("BanJNDI") // the address is that of a JVM which this one started
  ServerMeters(long pid) throws IOException {
    connector = JMXConnectorFactory.connect(new JMXServiceURL(agentOf(pid)));
    connection = connector.getMBeanServerConnection();
    process = ManagementFactory.getPlatformMXBean(connection, OperatingSystemMXBean.class);
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    collectors = ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class);
    heap =
        ManagementFactory.getPlatformMXBeans(connection, MemoryPoolMXBean.class).stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
  }

  private static String agentOf(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + " lets nobody look at it", e);
    }
  }

  long cpuNanos() {
    return process.getProcessCpuTime();
  }

  long heapUsedBytes() {
    return heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
  }

  /** What the last collections left over. */
  long heapKeptBytes() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : heap) {
      MemoryUsage kept = pool.getCollectionUsage();
      bytes += kept == null ? 0 : kept.getUsed();
    }
    return bytes;
  }

  /** Time in which collections went on; with a collector that stops all, time lost. */
  long collectingNanos() {
    return collectors.stream()
        .mapToLong(collector -> TimeUnit.MILLISECONDS.toNanos(collector.getCollectionTime()))
        .sum();
  }

  /** Processor time by name of thread, numbers in names left out. */
  Map<String, Long> cpuNanosByThread() {
    long[] ids = threads.getAllThreadIds();
    long[] nanos = threads.getThreadCpuTime(ids);
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    Map<String, Long> byName = new TreeMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] != null && nanos[i] > 0) {
        byName.merge(withoutNumbers(infos[i].getThreadName()), nanos[i], Long::sum);
      }
    }
    return byName;
  }

  static String withoutNumbers(String threadName) {
    return threadName.replaceAll("[-# ]?\\d+", "");
  }

  void startRecording() throws IOException {
    FlightRecorderMXBean recorder = recorder();
    recording = recorder.newRecording();
    recorder.setRecordingSettings(recording, RECORDED);
    recorder.startRecording(recording);
  }

  /** Ends the recording and writes it into a file. */
  void endRecording(Path file) throws IOException {
    FlightRecorderMXBean recorder = recorder();
    recorder.stopRecording(recording);
    recorder.copyTo(recording, file.toString());
    recorder.closeRecording(recording);
  }

  private FlightRecorderMXBean recorder() throws IOException {
    return ManagementFactory.newPlatformMXBeanProxy(
        connection, FlightRecorderMXBean.MXBEAN_NAME, FlightRecorderMXBean.class);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
