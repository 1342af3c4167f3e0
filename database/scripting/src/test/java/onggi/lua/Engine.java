package onggi.lua;

/** Something that runs a program of Lua and shows all that came of it. */
interface Engine {

    /**
     * Defines {@code compile(source)}, and {@code run(source)}: compiles and calls, and shows all
     * results, tables in the order they are walked, or the error. {@code K} makes a key of any
     * value: what would be placed by its address becomes the name of its kind. {@code T} counts
     * steps and fails after some. {@code R} adds values to what is shown. {@code L} replaces long
     * strings.
     */
    String HARNESS =
            """
            local tostring, type, pairs, select = tostring, type, pairs, select
            local pcall, loadstring, setfenv, setmetatable = pcall, loadstring, setfenv, setmetatable
            local G, error = _G, error
            local function show(v, depth)
                local t = type(v)
                if t == 'table' then
                    if depth > 3 then return '{...}' end
                    local s = '{'
                    for k, x in pairs(v) do
                        s = s .. show(k, depth + 1) .. '=' .. show(x, depth + 1) .. ','
                    end
                    return s .. '}'
                elseif t == 'string' then return '"' .. v .. '"'
                elseif t == 'function' or t == 'thread' or t == 'userdata' then return t
                else return tostring(v) end
            end
            local function pack(...)
                local s = ''
                for i = 1, select('#', ...) do s = s .. show((select(i, ...)), 0) .. ' ' end
                return s
            end
            local steps, log
            local function K(v)
                local t = type(v)
                if t == 'nil' or t == 'number' or t == 'string' or t == 'boolean' then return v end
                return t
            end
            local function T()
                steps = steps + 1
                if steps > 500 then error('steps', 0) end
            end
            local function L(v)
                if type(v) == 'string' and #v > 300 then return 'long' end
                return v
            end
            local function R(...)
                if #log < 2000 then log = log .. pack(...) end
            end
            function compile(source)
                local f, e = loadstring(source, '=user_script')
                return f and 'compiles' or e
            end
            function run(source)
                local f, e = loadstring(source, '=user_script')
                if not f then return 'compile ' .. e end
                setfenv(f, setmetatable({K = K, T = T, R = R, L = L}, {__index = G}))
                steps, log = 0, ''
                local result = pack(pcall(f))
                return log .. result
            end
            """;

    /** Runs a program. */
    String run(String source);

    /** Compiles a program, and tells how that went. */
    String compile(String source);
}
