package io.jackdaw.zookeeper.apache;

import java.io.IOException;

/** A file is whole, for all we know, but of a version that is not known here. */
public final class NewerFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String message) {
    super(message);
  }
}
