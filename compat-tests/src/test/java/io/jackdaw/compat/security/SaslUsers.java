package io.jackdaw.compat.security;

import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;

/**
 * The JAAS configurations of both sides: the server's users in a file, and for clients of this JVM
 * a section for each user, by the user's name.
 */
final class SaslUsers {
  private static final String MODULE = "org.apache.zookeeper.server.auth.DigestLoginModule";

  private SaslUsers() {}

  /** The line of a {@code zoo.cfg} that tells a server its users. */
  static String serverSetting() {
    String users =
        """
        Server {
          %s required
          user_super="super_secret"
          user_alice="wonder\\"land"
          user_bob="builder";
        };
        """
            .formatted(MODULE);
    try {
      Path file = Files.writeString(Places.freshFolder("jaas").resolve("jaas.conf"), users);
      return "java.security.auth.login.config=" + file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets clients of this JVM log in; until {@link #forget}. */
  static void know() {
    Map<String, AppConfigurationEntry[]> sections = new HashMap<>();
    sections.put("alice", user("alice", "wonder\"land"));
    sections.put("bob", user("bob", "builder"));
    sections.put("super", user("super", "super_secret"));
    sections.put("impostor", user("alice", "guessed"));
    sections.put("nobody", user("nobody", "nothing"));
    Configuration.setConfiguration(
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return sections.get(name);
          }
        });
  }

  static void forget() {
    Configuration.setConfiguration(null);
  }

  private static AppConfigurationEntry[] user(String name, String password) {
    return new AppConfigurationEntry[] {
      new AppConfigurationEntry(
          MODULE, LoginModuleControlFlag.REQUIRED, Map.of("username", name, "password", password))
    };
  }
}
