package io.longpole.analyzer;

import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.path.PathSettings;

/** All settings of an analysis; equal settings and spans give equal answers. */
public record Settings(AssemblySettings assembly, PathSettings path, DetectorSettings detectors) {

  public static final Settings DEFAULT =
      new Settings(AssemblySettings.DEFAULT, PathSettings.DEFAULT, DetectorSettings.DEFAULT);
}
