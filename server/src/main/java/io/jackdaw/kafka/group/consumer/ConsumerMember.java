package io.jackdaw.kafka.group.consumer;

import org.jspecify.annotations.Nullable;

/** A member of a consumer group, at one moment. */
public record ConsumerMember(String id, MemberMetadata metadata, CurrentAssignment current) {
  public @Nullable String instanceId() {
    return metadata.instanceId();
  }

  public boolean speaksClassic() {
    return metadata.classic() != null;
  }

  public int epoch() {
    return current.epoch();
  }

  public ConsumerMember with(MemberMetadata changed) {
    return new ConsumerMember(id, changed, current);
  }

  public ConsumerMember with(CurrentAssignment changed) {
    return new ConsumerMember(id, metadata, changed);
  }
}
