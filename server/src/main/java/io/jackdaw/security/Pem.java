package io.jackdaw.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A PEM file: blocks of Base64 between lines that name what they are. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");

  private final Path path;
  private final List<Block> blocks;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Block(String name, byte[] bytes) {}

  private Pem(Path path, List<Block> blocks) {
    this.path = path;
    this.blocks = blocks;
  }

  static Pem read(Path path) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(path, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      blocks.add(new Block(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
    }
    return new Pem(path, blocks);
  }

  /** All certificates, in their order. */
  List<X509Certificate> certificates() throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.name.endsWith("CERTIFICATE")) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes)));
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException(path + " holds no certificate");
    }
    return certificates;
  }

  /** The key, which is encrypted with {@code password} if the file says that it is encrypted. */
  PrivateKey privateKey(String password) throws IOException, GeneralSecurityException {
    for (Block block : blocks) {
      switch (block.name) {
        case "PRIVATE KEY" -> {
          return key(new PKCS8EncodedKeySpec(block.bytes));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return key(decrypted(block.bytes, password));
        }
        default -> {}
      }
    }
    throw new KeyStoreException(
        path
            + " holds no key in PKCS #8; `openssl pkcs8 -topk8` makes one of a key in another"
            + " form");
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] bytes, String password)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
    // For PBES2 the parameters name the algorithm, and the info only says "PBES2".
    String algorithm =
        info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        info.getAlgParameters());
    return info.getKeySpec(cipher);
  }

  private PrivateKey key(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException another) {
        // Of another kind, then.
      }
    }
    throw new InvalidKeySpecException(path + " holds a key that is none of " + ALGORITHMS);
  }
}
