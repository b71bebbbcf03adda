package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;

/** TLS of listeners; each key also with the prefix {@code listener.name.<listener>.}. */
final class SslKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key("ssl.keystore.location", STRING, null, "File with the server's key."),
          key("ssl.keystore.password", PASSWORD, null, "Password of that file."),
          key("ssl.keystore.type", STRING, "JKS", "Kind of that file: JKS, PKCS12 or PEM."),
          key("ssl.key.password", PASSWORD, null, "Password of the key, if it has one of its own."),
          key("ssl.truststore.location", STRING, null, "File with the certificates believed."),
          key("ssl.truststore.password", PASSWORD, null, "Password of that file."),
          key("ssl.truststore.type", STRING, "JKS", "Kind of that file: JKS, PKCS12 or PEM."),
          key("ssl.client.auth", STRING, "none", "Whether clients have to show a certificate.")
              .oneOf("none", "requested", "required"),
          key("ssl.enabled.protocols", LIST, "TLSv1.2,TLSv1.3", "Versions of TLS that are spoken."),
          key("ssl.cipher.suites", LIST, "", "Ciphers allowed; empty for the provider's choice."),
          key(
              "ssl.principal.mapping.rules",
              STRING,
              "DEFAULT",
              "Rules from a certificate's distinguished name to the name of a user."));

  private SslKeys() {}
}
