package io.jackdaw.zookeeper.acl;

/**
 * Which schemes the ids of a list may be of, besides {@code world}, {@code auth} and {@code ip}.
 */
public record Schemes(boolean digest, boolean sasl, boolean x509) {
  /** What a server has that was not told otherwise. */
  public static final Schemes DEFAULT = new Schemes(true, false, false);

  /** Whether the scheme of this name is one of them. */
  public boolean include(String scheme) {
    return switch (scheme) {
      case "ip" -> true;
      case "digest" -> digest;
      case "sasl" -> sasl;
      case "x509" -> x509;
      default -> false;
    };
  }
}
