/** Who may do what with which resource of Kafka's: the rules, where they are kept, the judge. */
@NullMarked
package io.jackdaw.kafka.acl;

import org.jspecify.annotations.NullMarked;
