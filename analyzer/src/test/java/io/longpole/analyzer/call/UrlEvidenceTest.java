package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL proves, what kind of file it asks for, and how much of it is read. */
class UrlEvidenceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x?a=REDACTED",
        "/x/REDACTED/y",
        "/x?*",
        "/x/***",
        "/x?a=%2A",
        "/x?a=%2a",
        "/x/*",
        "/*/x",
        "/items/{id}",
        "/items/{id}/parts",
        "/items/{id}.json",
        "/items/{id};v=1",
        "/{id}/parts",
      })
  void aMarkerInPlaceOfAValueHidesIt(String url) {
    assertThat(Url.read(url).masked()).isTrue();
    assertThat(Url.read("https://shop.example" + url).masked()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x",
        "/items/42",
        "/a*b",
        "/x?filter={\"a\":1}",
        "/x#REDACTED",
        "/x?a=%2B",
        "/x;m={id}",
      })
  void otherTextsProveWhatTheySay(String url) {
    assertThat(Url.read(url).masked()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a.css", "/a.woff2", "/a.b.JS", "http://h/x/1042.jpeg?v=3#x", "a.css"})
  void theLastPartOfThePathTellsAStaticFile(String url) {
    assertThat(Url.read(url).asset()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "map",
        "/map",
        "/a.json",
        "/a.css.json",
        "/a.css/b",
        "/a.",
        "",
        "https://clips.mov",
        "https://clips.mov?from=7",
        "https://clips.mov/x",
        "/x?file=a.css"
      })
  void otherPathsAskForNoStaticFile(String url) {
    assertThat(Url.read(url).asset()).isFalse();
  }

  @Test
  void sixtyFourSegmentsAreRead() {
    assertThat(Url.read("/a".repeat(64)).path()).isEqualTo("/a".repeat(64));
    assertThat(Url.read("/a".repeat(65)).path()).isEqualTo("/a".repeat(64));
    assertThat(Url.read("http://h" + "/a".repeat(100) + "?b=1").path())
        .isEqualTo("/a".repeat(64) + "?b=*");
  }

  @Test
  void eightKibAreRead() {
    String whole = "/x?" + "a=1&".repeat(2_047) + "z";
    assertThat(whole).hasSize(8_192);
    assertThat(Url.read(whole).path()).isEqualTo("/x?a=*&z=*");
    assertThat(Url.read(whole).masked()).isFalse();
    assertThat(Url.read("/" + whole).path()).isEqualTo("//x?a=*");
    assertThat(Url.read("/" + whole).masked()).as("cut").isTrue();
  }
}
