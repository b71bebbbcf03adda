package io.jackdaw.zookeeper.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void isLaidOutAsZooKeepersIs() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("connections", List.of(Map.of("peer", "127.0.0.1:1")));
    map.put("none", List.of());
    map.put("empty", Map.of());
    map.put("numbers", List.of(1, 2L, 0.5));
    map.put("error", null);

    assertThat(JsonText.of(map))
        .isEqualTo(
            """
            {
              "connections" : [ {
                "peer" : "127.0.0.1:1"
              } ],
              "none" : [ ],
              "empty" : { },
              "numbers" : [ 1, 2, 0.5 ],
              "error" : null
            }\
            """);
  }

  @Test
  void escapesWhatMustBe() {
    assertThat(JsonText.of("a\"b\\c\n\t\u0001\u00e9"))
        .isEqualTo("\"a\\\"b\\\\c\\n\\t\\u0001\u00e9\"");
  }
}
