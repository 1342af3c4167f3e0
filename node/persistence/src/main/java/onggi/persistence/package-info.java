/** Data on disk: how it is saved and how it comes back. All file access goes through a Disk. */
@NullMarked
package onggi.persistence;

import org.jspecify.annotations.NullMarked;
