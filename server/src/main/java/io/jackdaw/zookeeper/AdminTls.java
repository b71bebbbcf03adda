package io.jackdaw.zookeeper;

import io.jackdaw.security.TlsFiles;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the AdminServer is encrypted, from {@code zoo.cfg}. */
public final class AdminTls {
  private AdminTls() {}

  /**
   * Reads {@code admin.forceHttps}, {@code admin.needClientAuth} and {@code ssl.quorum.*}.
   *
   * @return null for plain HTTP
   * @throws IllegalArgumentException if keys are missing that HTTPS needs
   */
  public static @Nullable TlsFiles parse(Map<String, String> zooCfg) {
    return SecurePorts.ofAdmin(new ZooCfg(zooCfg));
  }
}
