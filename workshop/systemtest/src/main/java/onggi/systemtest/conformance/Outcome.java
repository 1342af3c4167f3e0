package onggi.systemtest.conformance;

/** How one test ended. */
enum Outcome {
    PASSED,
    FAILED,
    /** It reported nothing for so long that its run was ended; counted as failed. */
    HUNG
}
