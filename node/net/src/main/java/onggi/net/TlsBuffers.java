package onggi.net;

import java.nio.ByteBuffer;

/** What the encrypted connections of one loop use one after another. */
final class TlsBuffers {

    /** More than the longest record of TLS and its frame. */
    static final int RECORD_BYTES = 17 * 1024;

    private static final int NET_BYTES = 128 * 1024;

    /** Encrypted input of one connection, while it is read. */
    final ByteBuffer input = ByteBuffer.allocateDirect(NET_BYTES);

    /** Encrypted output of one connection, on its way to the socket. */
    final ByteBuffer output = ByteBuffer.allocateDirect(NET_BYTES);

    /** One decrypted record for which there is too little room elsewhere. */
    final ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
}
