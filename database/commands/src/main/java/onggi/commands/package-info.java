/** The command families: one file per family, each a list of rows beside their handlers. */
@NullMarked
package onggi.commands;

import org.jspecify.annotations.NullMarked;
