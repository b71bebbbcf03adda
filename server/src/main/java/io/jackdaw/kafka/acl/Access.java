package io.jackdaw.kafka.acl;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** What the client of one connection may do. Any thread; never blocks. */
public interface Access {
  /** For whom nobody has set limits. */
  Access FULL =
      new Access() {
        @Override
        public boolean to(AclOperation operation, ResourceType type, String name) {
          return true;
        }

        @Override
        public boolean sees(AclOperation operation, ResourceType type, String name) {
          return true;
        }

        @Override
        public boolean toAny(AclOperation operation, ResourceType type) {
          return true;
        }
      };

  /**
   * Whether it may, asked because it wants to: a refusal is written to the authorizer's log, once
   * for each change of the lists.
   *
   * @param name of the resource; {@code kafka-cluster} for the cluster
   */
  boolean to(AclOperation operation, ResourceType type, String name);

  /** Whether it might, asked to show it no more than it may see: nothing is logged. */
  boolean sees(AclOperation operation, ResourceType type, String name);

  /** Whether it may at least with one resource of this type. Source: KIP-679. */
  boolean toAny(AclOperation operation, ResourceType type);
}
