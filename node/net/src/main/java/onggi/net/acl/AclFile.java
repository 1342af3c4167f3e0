package onggi.net.acl;

import java.io.IOException;

/** The file that users are kept in; whoever starts the server knows where and how. */
public interface AclFile {

    /** Returns its name as errors tell it. */
    String name();

    /** Returns its bytes as Latin-1 text. */
    String read() throws IOException;

    /** Puts a text in its place, whole or not at all. */
    void write(String text) throws IOException;

    /** Returns why it could not be read or written, in the system's usual words. */
    String reason(IOException failure);
}
