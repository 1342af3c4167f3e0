/**
 * Users and what they may do: rules, passwords, the refusals that are remembered, the file of
 * users. Nothing here knows a connection.
 */
@NullMarked
package onggi.net.acl;

import org.jspecify.annotations.NullMarked;
