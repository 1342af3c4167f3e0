package onggi.resp;

/** How decoding of some input ended. */
public enum DecodeOutcome {

    /** Everything complete is in the batch; the decoder keeps the rest and waits for more. */
    NEED_INPUT,

    /**
     * The decoder keeps input that it may decode only after the batch has been executed: call it
     * again then, before reading more.
     */
    CALL_AGAIN,

    /**
     * What follows the requests in the batch is no request: answer with {@link
     * RequestDecoder#errorText()} and close the connection.
     */
    PROTOCOL_ERROR,

    /** More waits than one client may keep waiting: log it and close the connection at once. */
    INPUT_LIMIT
}
