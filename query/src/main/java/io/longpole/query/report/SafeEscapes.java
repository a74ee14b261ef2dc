package io.longpole.query.report;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/** JSON's own escapes, and the same for controls beyond ASCII that a terminal might obey. */
final class SafeEscapes extends CharacterEscapes {

  private static final long serialVersionUID = 1;
  private static final int[] ASCII = asciiEscapes();

  private static int[] asciiEscapes() {
    int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
    escapes[0x7f] = CharacterEscapes.ESCAPE_STANDARD;
    return escapes;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ASCII.clone();
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    char c = (char) character;
    return TerminalText.isInvisibleControl(c)
        ? new SerializedString("\\u" + TerminalText.hex(c, 4))
        : null;
  }
}
