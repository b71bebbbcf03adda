package io.jackdaw.kafka.acl;

/** What the lists say of an operation on a resource. */
enum Verdict {
  ALLOWED,
  DENIED,
  /** There is no list for the resource at all. */
  NO_LIST
}
