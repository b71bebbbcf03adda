package io.jackdaw.kafka.group;

import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Makes ids for members that bring none, unique in the world. */
interface MemberIds {
  /** What follows a client's or an instance's name in groups of the classic protocol. */
  String suffix();

  /** A whole id, for groups whose partitions the broker assigns. */
  default String whole() {
    return suffix();
  }

  /** Both as Apache Kafka writes them: 36 characters, and 22. */
  static MemberIds random() {
    return new MemberIds() {
      @Override
      public String suffix() {
        return UUID.randomUUID().toString();
      }

      @Override
      public String whole() {
        return Uuid.randomUuid().toString();
      }
    };
  }
}
