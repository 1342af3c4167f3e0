package onggi.scripting;

/**
 * What scripts and functions take, for reports; from any thread, a moment old.
 *
 * @param evalBytes of the states of Lua in which scripts run
 * @param textBytes of the cached scripts
 * @param scripts how many are cached
 * @param evicted how many made room for others
 * @param functionBytes of the states of Lua in which functions run
 * @param libraryBytes of the texts of libraries
 * @param libraries how many there are
 * @param functions how many they have
 */
public record ScriptUsage(
        long evalBytes,
        long textBytes,
        int scripts,
        long evicted,
        long functionBytes,
        long libraryBytes,
        int libraries,
        int functions) {}
