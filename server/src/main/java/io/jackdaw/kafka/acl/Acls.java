package io.jackdaw.kafka.acl;

import io.jackdaw.kafka.metadata.ZnodeAcls;

/**
 * Access rules of a broker that has an authorizer.
 *
 * @param znodes changes them
 * @param follower knows them
 * @param authorizer judges by them
 */
public record Acls(ZnodeAcls znodes, AclFollower follower, Authorizer authorizer) {}
