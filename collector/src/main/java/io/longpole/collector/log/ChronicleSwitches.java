package io.longpole.collector.log;

import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.Slf4jExceptionHandler;

/**
 * Makes Chronicle keep to itself: no usage reports, no banner, no disk monitor thread, no remarks
 * on slow calls.
 *
 * <p>Warnings and errors still go to slf4j. The reporting jar is excluded from the build as well;
 * either alone would do. The properties are read once when Chronicle's classes are loaded, so this
 * comes before the first use of any of them.
 */
final class ChronicleSwitches {
  private static final String[] OPENED = {"java.lang.reflect", "sun.nio.ch"};

  /** Held here, since java.util.logging forgets a logger that nobody holds, and its level. */
  private static final Logger CHRONICLE = Logger.getLogger("net.openhft");

  static {
    CHRONICLE.setLevel(Level.WARNING);
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    System.setProperty("chronicle.disk.monitor.disable", "true");
    if (System.getProperty("jna.tmpdir") == null) {
      // else JNA, which Chronicle brings along, makes a folder .cache in the user's home
      System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir", "/tmp"));
    }
    Jvm.setExceptionHandlers(Slf4jExceptionHandler.ERROR, Slf4jExceptionHandler.WARN, null, null);
  }

  private ChronicleSwitches() {}

  /**
   * Sets the switches, once.
   *
   * @throws LogOpenException if the JVM was started without the flags that Chronicle needs; its own
   *     message for this speaks of a read-only queue
   */
  static void set() {
    Module base = Object.class.getModule();
    Module own = Jvm.class.getModule();
    for (String name : OPENED) {
      if (!base.isOpen(name, own)) {
        throw new LogOpenException(
            "the JVM was started without --add-opens=java.base/"
                + name
                + "=ALL-UNNAMED, which Chronicle Queue needs; start with ./longpole or add the flag");
      }
    }
  }
}
