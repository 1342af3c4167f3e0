package onggi.commands;

import java.nio.charset.StandardCharsets;
import onggi.engine.CommandError;
import onggi.resp.ReplyWriter;

/** The samples that {@code DEBUG PROTOCOL} answers, one of each type of the protocol. */
final class DebugProtocol {

    private static final CommandError UNKNOWN_TYPE =
            CommandError.of(
                    "ERR Wrong protocol type name. Please use one of the following: "
                            + "string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    private static final CommandError NO_PUSH =
            CommandError.of("ERR RESP2 is not supported by this command");

    private static final byte[] BIG_NUMBER =
            "1234567999999999999999999999999999999".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERBATIM =
            "This is a verbatim\nstring".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ATTRIBUTE = "|1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MEMBERS = 3;

    private DebugProtocol() {}

    /** Writes the sample of a type. */
    static void write(ReplyWriter reply, String type) {
        switch (type) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.doubleValue(3.141);
            case "bignum" -> reply.bigNumber(BIG_NUMBER, 0, BIG_NUMBER.length);
            case "null" -> reply.nullBulk();
            case "array" -> {
                reply.arrayHeader(MEMBERS);
                members(reply);
            }
            case "set" -> {
                reply.setHeader(MEMBERS);
                members(reply);
            }
            case "map" -> map(reply);
            case "attrib" -> attribute(reply);
            case "push" -> push(reply);
            case "verbatim" -> reply.verbatim("txt", VERBATIM);
            case "true" -> reply.bool(true);
            case "false" -> reply.bool(false);
            default -> throw UNKNOWN_TYPE.raise();
        }
    }

    private static void members(ReplyWriter reply) {
        for (int i = 0; i < MEMBERS; i++) {
            reply.integer(i);
        }
    }

    private static void map(ReplyWriter reply) {
        reply.mapHeader(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            reply.integer(i);
            reply.bool(i == 1);
        }
    }

    private static void attribute(ReplyWriter reply) {
        if (reply.protocol() == 3) {
            reply.raw(ATTRIBUTE);
            reply.bulk("key-popularity");
            reply.arrayHeader(2);
            reply.bulk("key:123");
            reply.integer(90);
        }
        reply.bulk("Some real reply following the attribute");
    }

    private static void push(ReplyWriter reply) {
        if (reply.protocol() != 3) {
            throw NO_PUSH.raise();
        }
        reply.pushHeader(2);
        reply.bulk("server-cpu-usage");
        reply.integer(42);
        reply.bulk("Some real reply following the push reply");
    }
}
