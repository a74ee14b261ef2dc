package io.longpole.query.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The style sheet of a page and the policy that lets a browser apply it and nothing else: no
 * script, no picture, no connection, even if something were not escaped.
 */
final class HtmlStyle {

  static final String SHEET =
      """
      :root { color-scheme: light dark; --faint: #777; --bar: #4178be; --line: #8884; }
      body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin-bottom: 0; }
      h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid var(--line); }
      h3 { font-size: 1rem; margin: 1.4rem 0 .2rem; }
      p { margin: .3rem 0; }
      .faint { color: var(--faint); }
      .gap { color: #b35900; }
      .severity { display: inline-block; min-width: 4.5rem; font-size: .8rem; text-transform: uppercase; }
      .critical { color: #c62828; }
      .warning { color: #b35900; }
      .info { color: var(--faint); }
      code, .log { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
      .log { margin-left: 1.5rem; }
      dl { display: grid; grid-template-columns: 6.5rem 1fr; gap: .15rem .8rem; margin: .4rem 0; }
      dt { color: var(--faint); }
      dd { margin: 0; overflow-wrap: anywhere; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; overflow-wrap: anywhere; }
      tr + tr td { border-top: 1px solid var(--line); }
      th { color: var(--faint); font-weight: normal; }
      .number { text-align: right; white-space: nowrap; }
      .bars td { border: 0; padding-top: 0; padding-bottom: 0; }
      svg { vertical-align: middle; }
      rect { fill: var(--bar); }
      """;

  /** Nothing is allowed but this sheet, which its hash names. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(SHEET)
          + "'; base-uri 'none'; form-action 'none'";

  private HtmlStyle() {}

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
