package onggi.persistence;

/** Changes on their way, and who writes them. */
record AofLog(AofBuffer buffer, AofWriter writer) {}
