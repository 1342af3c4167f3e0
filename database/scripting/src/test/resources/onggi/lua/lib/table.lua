table.concat({}), table.concat({1, 2, 3}), table.concat({'a', 'b'}, ', '), table.concat({1.5, 'x'}, 7)
table.concat({1, 2, 3}, ',', 2), table.concat({1, 2, 3}, ',', 2, 3), table.concat({1, 2, 3}, ',', 3, 2), table.concat({1, 2, 3}, ',', -1, -2)
table.concat({1, {}, 3})
table.concat({1, nil, 3})
table.concat({1, true})
table.concat({1, 2}, ',', 1, 5)
table.concat({1, 2}, ',', 0)
table.concat({[0] = 'z', 'a'}, '-', 0, 1), table.concat({[-1] = 'm'}, '', -1, -1)
table.concat()
table.concat(nil, {})
table.concat({}, {})
table.concat('x')
table.concat({}, '', 'x')
table.concat({}, '', 1, {})
table.concat({'a'}, nil, nil, nil), table.concat({'a', 'b'}, '\0')
table.concat({'x'}, '', 2147483647, 2147483647)
#table.concat({('x'):rep(1000), ('y'):rep(1000)}, ('z'):rep(1000))
local t = {} table.insert(t, 'a') table.insert(t, 1, 'b') table.insert(t, 2, 'c') return t, #t
local t = {1, 2, 3} table.insert(t, 10, 'x') return t, #t
local t = {1, 2, 3} table.insert(t, 0, 'x') return t
local t = {1, 2, 3} table.insert(t, -2, 'x') return t
local t = {1, 2, 3} table.insert(t, 2.9, 'x') return t
local t = {} table.insert(t, nil) return t, #t
local t = {1, 2} table.insert(t, 1, nil) return t, t[1], t[3]
local t = {} table.insert(t)
local t = {} table.insert(t, 1, 2, 3)
table.insert()
table.insert(nil, 1)
table.insert({}, 'x', 1)
table.insert({}, {}, 1)
local t = {1, 2, 3} return table.remove(t), table.remove(t, 1), t, #t
select('#', table.remove({})), select('#', table.remove({1}, 5)), select('#', table.remove({1}, 0))
local t = {1, 2, 3, 4} return table.remove(t, 2), table.remove(t, 2.5), table.remove(t, '1'), t
local t = {n = 3} return table.remove(t), t
local t = {[0] = 'z'} return table.remove(t, 0), t
table.remove()
table.remove({}, {})
table.remove('x')
table.maxn({}), table.maxn({1, 2, 3}), table.maxn({[10] = 1, [1.5] = 2, [-3] = 4}), table.maxn({x = 1}), table.maxn({[-1] = 1}), table.maxn({[1e300] = 1})
table.maxn()
table.maxn(1)
table.getn({1, 2, 3}), table.getn({n = 10}), table.getn({1, nil, 3})
table.getn()
table.setn({}, 5)
table.setn()
table.setn(1)
local r = {} table.foreach({1, 2, x = 3}, function(k, v) r[#r + 1] = tostring(k) .. '=' .. v end) return r
table.foreach({1, 2, 3}, function(k, v) if v == 2 then return k * 10 end end), table.foreach({1}, function() return nil end)
select('#', table.foreach({1}, function() end)), select('#', table.foreach({}, function() end)), table.foreach({1}, function() return false end)
table.foreach()
table.foreach({})
table.foreach({}, 1)
table.foreach({1}, function() error('mine') end)
table.foreach({1}, function() return 1, 2, 3 end)
local r = {} table.foreachi({1, 2, nil, 4, x = 3}, function(k, v) r[#r + 1] = k .. '=' .. tostring(v) end) return r
table.foreachi({1, 2, 3}, function(k, v) if v == 2 then return 'two' end end)
table.foreachi()
table.foreachi({})
table.foreachi({1}, {})
local t = {3, 1, 2} table.sort(t) return t
local t = {'b', 'a', 'C', 'B', ''} table.sort(t) return t
local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return t
local t = {5, 3, 8, 1, 9, 2} local r = {} table.sort(t, function(a, b) r[#r + 1] = a .. '<' .. b return a < b end) return t, r
local t = {} for i = 1, 100 do t[i] = i * 7919 % 101 end local n = 0 table.sort(t, function(a, b) n = n * 31 % 65521 + a * 7 + b return a < b end) return n, t
local t = {} for i = 1, 100 do t[i] = i end local n = 0 table.sort(t, function(a, b) n = n + 1 return a > b end) return n, t
local t = {} for i = 1, 50 do t[i] = {i % 5, i} end table.sort(t, function(a, b) return a[1] < b[1] end) local r = {} for i = 1, 50 do r[i] = t[i][2] end return r
local t = {1, 1, 1, 1, 1, 1, 1} local n = 0 table.sort(t, function(a, b) n = n + 1 return a < b end) return n
local t = {1, 2, 3, 4, 5} table.sort(t, function() return true end)
local t = {3, 2, 1} table.sort(t, function() return true end) return t
local t = {1, 2, 3, 4, 5, 6} local r = {} local ok, e = pcall(table.sort, t, function(a, b) r[#r + 1] = tostring(a) .. tostring(b) return true end) return ok, e, r, t
local t = {1, 2, 3, 4, 5, 6} local r = {} local ok, e = pcall(table.sort, t, function(a, b) r[#r + 1] = tostring(a) .. tostring(b) return false end) return ok, e, r, t
table.sort({1, 'x'})
table.sort({1, 2, 'x', {}})
table.sort({{}, {}})
table.sort({true, false})
local t = {1, nil, 3} pcall(table.sort, t) return #t
table.sort({3, 2, 1}, function(a, b) error('mine') end)
local ok, e = pcall(table.sort, {3, 2, 1}, function(a, b) error({1}) end) return ok, e
table.sort()
table.sort({}, 1)
table.sort({}, nil), select('#', table.sort({}))
local m = {__lt = function(a, b) return a.v < b.v end} local t = {} for i = 1, 5 do t[i] = setmetatable({v = -i}, m) end table.sort(t) return t[1].v, t[5].v
local t = {0/0, 1, 0/0, 2} table.sort(t) return #t
local t = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1} table.sort(t) return t
local t = {2, 1} local m = setmetatable(t, {__newindex = error, __index = error}) table.sort(m) table.insert(m, 3) return t[1], t[3], table.remove(m)
