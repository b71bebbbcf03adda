package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logins by GSSAPI: tickets of a Kerberos server (Apache Kerby), in this JVM for as long. */
class KerberosTest {
  private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";
  private static final String KRB5 = "java.security.krb5.conf";
  private static final String SERVICE = "zookeeper/localhost@EXAMPLE.COM";

  private static SimpleKdcServer kdc;
  private static Path folder;

  @BeforeAll
  static void startKdc() throws Exception {
    folder = Places.freshFolder("kdc");
    kdc = new SimpleKdcServer();
    kdc.setWorkDir(folder.toFile());
    kdc.setKdcHost("localhost");
    kdc.setKdcRealm("EXAMPLE.COM");
    kdc.setAllowUdp(false);
    kdc.setKdcTcpPort(Places.freePort());
    kdc.init();
    kdc.start();
    kdc.createPrincipal("alice@EXAMPLE.COM", "wonderland");
    kdc.createPrincipal(SERVICE, "keeper");
    kdc.exportPrincipal("alice@EXAMPLE.COM", folder.resolve("alice.keytab").toFile());
    kdc.exportPrincipal(SERVICE, folder.resolve("server.keytab").toFile());
    Configuration.setConfiguration(
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return name.equals("alice") ? alice() : null;
          }
        });
  }

  private static AppConfigurationEntry[] alice() {
    Map<String, String> options =
        Map.of(
            "useKeyTab", "true",
            "keyTab", folder.resolve("alice.keytab").toString(),
            "principal", "alice@EXAMPLE.COM",
            "storeKey", "true",
            "useTicketCache", "false");
    return new AppConfigurationEntry[] {
      new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options)
    };
  }

  @AfterAll
  static void stopKdc() throws Exception {
    Configuration.setConfiguration(null);
    System.clearProperty(KRB5);
    kdc.stop();
  }

  @Test
  void aTicketSaysWhoSomebodyIs() throws Exception {
    assertThat(login())
        .contains("ip:127.0.0.1 sasl:alice@EXAMPLE.COM", "31/sasl:alice@EXAMPLE.COM");
  }

  @Test
  void theRealmMayBeLeftOut() throws Exception {
    assertThat(login("kerberos.removeRealmFromPrincipal=true", "superUser=alice"))
        .contains("ip:127.0.0.1 sasl:alice super:", "31/sasl:alice");
  }

  private static List<String> login(String... more) throws Exception {
    Path jaas =
        Files.writeString(
            Files.createTempDirectory(folder, "jaas").resolve("jaas.conf"),
            """
            Server {
              %s required
              useKeyTab=true keyTab="%s" principal="%s"
              storeKey=true useTicketCache=false;
            };
            """
                .formatted(MODULE, folder.resolve("server.keytab"), SERVICE));
    String[] settings = {
      "authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
      "java.security.auth.login.config=" + jaas,
      KRB5 + "=" + folder.resolve("krb5.conf"),
      more.length > 0 ? more[0] : "",
      more.length > 1 ? more[1] : "",
    };
    return Maker.sameOnBoth(KerberosTest::steps, settings);
  }

  private static void steps(ServerProcess server, List<String> said) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, "alice");
    config.setProperty("zookeeper.server.principal", SERVICE);
    try (Guest alice = Guest.with(server.address(), config);
        Guest stranger = Guest.stranger(server)) {
      said.add(alice.state());
      said.add(alice.whoAmI());
      said.add(alice.create("/mine", Perms.ALL, "auth", ""));
      said.add(alice.getAcl("/mine"));
      said.add(stranger.get("/mine"));
    }
  }
}
