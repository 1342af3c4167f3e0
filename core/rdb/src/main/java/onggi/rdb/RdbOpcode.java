package onggi.rdb;

/** What stands in a file in place of a value's number. */
final class RdbOpcode {

    static final int SLOT_IMPORT = 243;
    static final int SLOT_INFO = 244;
    static final int FUNCTION = 245;
    static final int FUNCTION_EARLY = 246;
    static final int MODULE_AUX = 247;
    static final int IDLE = 248;
    static final int USES = 249;
    static final int AUX = 250;
    static final int SIZES = 251;
    static final int EXPIRY_MS = 252;
    static final int EXPIRY_SECONDS = 253;
    static final int DATABASE = 254;
    static final int END = 255;

    private RdbOpcode() {}
}
