package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How Kafka's clients reach the server. */
public enum Wire {
  PLAINTEXT,
  /** TLS with the server's certificate only, of a key that this comparison makes for itself. */
  SSL;

  private static final String PASSWORD = "comparison";

  /** What the server is told besides its listener's address: Apache's also talks to itself. */
  Map<String, String> serverSettings(Workplace place) throws IOException, InterruptedException {
    if (this == PLAINTEXT) {
      return Map.of();
    }
    Map<String, String> settings = store("keystore", keystore(place));
    settings.putAll(store("truststore", keystore(place)));
    return settings;
  }

  /** What every client is told besides the server's address. */
  Map<String, String> clientSettings(Workplace place) throws IOException, InterruptedException {
    if (this == PLAINTEXT) {
      return Map.of();
    }
    Map<String, String> settings = store("truststore", keystore(place));
    settings.put("security.protocol", name());
    return settings;
  }

  private static Map<String, String> store(String kind, Path file) {
    return new TreeMap<>(
        Map.of(
            "ssl." + kind + ".location",
            file.toString(),
            "ssl." + kind + ".password",
            PASSWORD,
            "ssl." + kind + ".type",
            "PKCS12"));
  }

  private static Path keystore(Workplace place) throws IOException, InterruptedException {
    Path file = place.root().resolve("tls.p12");
    if (!Files.exists(file)) {
      int status =
          new ProcessBuilder(
                  List.of(
                      place.jdkProgram("keytool"),
                      "-genkeypair",
                      "-alias",
                      "server",
                      "-keyalg",
                      "EC",
                      "-groupname",
                      "secp256r1",
                      "-dname",
                      "CN=localhost",
                      "-ext",
                      "san=dns:localhost,ip:127.0.0.1",
                      "-validity",
                      "3650",
                      "-storetype",
                      "PKCS12",
                      "-storepass",
                      PASSWORD,
                      "-keystore",
                      file.toString()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("keytool ended with " + status);
      }
    }
    return file;
  }
}
