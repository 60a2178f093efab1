-- Grants a call a permit of every budget of all its levels, or of none and says when to ask again. One atomic step.
--
-- A budget is a sliding window, exact on the marketplace's own clock: a log of the latest calls, each with a time at which it has
-- arrived for certain. Until its answer is here (settle.lua) that is a bound for calls under way. A call passes when, with it and
-- with all callers before it, no window can hold more calls than the budget.
--
-- KEYS  epoch; per level: hold, queue of callers, promises to them; per budget of the level: log, log of background calls
-- ARGV  1 caller, 2 rank (0 goes first; from 1 on background), 3 asked since (0: asks for the first time), 4 weight,
--       5 bound for calls under way, 6 how far ahead a permit is given, 7 how long a caller may be late,
--       8 and 9 the part of each budget that is ours: numerator and denominator, 10 number of levels;
--       per level its number of budgets; per budget permits, permits for background calls, window. Times are microseconds.
-- Returns {1, wait until the call may be sent, permits left in the budget that has least, -1 without any}
--      or {0, wait until asking again, level that holds back (from 1), asked since, 1 when the marketplace asked for it}.
-- Cost  about 10 commands a level, O(log of the largest budget); no keys of its own beside the logs outlive their window.
local UNTIL_2023 = 1700000000000000
local RANK = 1000000000000000
local SOON = 5000

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local caller, rank, since = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local weight, underway, ahead_of_time, late = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local part = tonumber(ARGV[8]) / tonumber(ARGV[9])
local known = since > 0
if not known then since = now end
local place = rank * RANK + since - UNTIL_2023

-- A Redis that was restarted or replaced may have lost what it was told last: from then on every budget counts as spent.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local epoch = redis.call('HMGET', KEYS[1], 'run', 'at')
local began = tonumber(epoch[2])
if epoch[1] ~= run then
    began = now
    redis.call('HSET', KEYS[1], 'run', run, 'at', string.format('%.0f', now))
end

-- When so many permits are free: for certain, and if every call under way is answered at once.
local function free(log, permits, window, needed)
    if permits < 1 then return now + 1000000, now + 1000000 end
    local rounds = math.floor((needed - 1) / permits)
    local nth = permits - (needed - rounds * permits)
    local entry = redis.call('ZREVRANGE', log, nth, nth, 'WITHSCORES')
    local certain = began
    local hoped = began
    if entry[1] then
        local at = math.min(tonumber(entry[2]), now + underway) -- a clock that went back blocks nobody for long
        certain = math.max(began, at)
        hoped = certain
        if string.sub(entry[1], 1, 1) == 'f' then hoped = math.max(began, at - underway) end
    end
    return certain + (rounds + 1) * window, hoped + (rounds + 1) * window
end

local levels, key, arg, ramp = {}, 2, 11, 1
for l = 1, tonumber(ARGV[10]) do
    local level = {hold = KEYS[key], queue = KEYS[key + 1], promises = KEYS[key + 2], budgets = {}}
    key = key + 3
    local budgets = tonumber(ARGV[arg])
    arg = arg + 1
    for b = 1, budgets do
        level.budgets[b] = {log = KEYS[key], background = KEYS[key + 1], permits = tonumber(ARGV[arg]),
            background_permits = tonumber(ARGV[arg + 1]), window = tonumber(ARGV[arg + 2])}
        key = key + 2
        arg = arg + 3
    end
    local hold = redis.call('HMGET', level.hold, 'until', 'ramp')
    level.held = tonumber(hold[1]) or 0
    local ramp_to = level.held + (tonumber(hold[2]) or 0)
    if level.held <= now and ramp_to > now then
        ramp = ramp * math.max(0.05, (now - level.held) / (ramp_to - level.held))
    end
    levels[l] = level
end

local function ours(permits)
    local all = math.floor(permits * part)
    if ramp < 1 and all > 0 then return math.max(1, math.floor(all * ramp)) end
    return all
end

local go, ask, by, asked_for = now, now, 0, 0
for l, level in ipairs(levels) do
    if known then
        redis.call('ZREM', level.queue, caller)
        redis.call('ZREM', level.promises, caller)
    end
    if level.held > go then go, ask, by, asked_for = level.held, math.max(ask, level.held), l, 1 end
    local before, background_before = 0, 0
    if redis.call('EXISTS', level.queue) == 1 then
        local gone = redis.call('ZRANGEBYSCORE', level.promises, '-inf', string.format('%.0f', now))
        if gone[1] then
            redis.call('ZREM', level.promises, unpack(gone))
            redis.call('ZREM', level.queue, unpack(gone))
        end
        local mine = '(' .. string.format('%.0f', place)
        before = redis.call('ZCOUNT', level.queue, '-inf', mine)
        if rank > 0 then background_before = redis.call('ZCOUNT', level.queue, string.format('%.0f', RANK), mine) end
    end
    for _, budget in ipairs(level.budgets) do
        local permits = ours(budget.permits)
        local needed = math.min(weight, math.max(1, permits))
        local certain, hoped = free(budget.log, permits, budget.window, before + needed)
        if certain > go then go, by, asked_for = certain, l, 0 end
        ask = math.max(ask, hoped)
        if rank > 0 then
            local background = ours(budget.background_permits)
            needed = math.min(weight, math.max(1, background))
            certain, hoped = free(budget.background, background, budget.window, background_before + needed)
            if certain > go then go, by, asked_for = certain, l, 0 end
            ask = math.max(ask, hoped)
        end
    end
end

if go > now + ahead_of_time then
    ask = math.max(ask, now + SOON)
    local level = levels[by]
    local keep = math.ceil((ask - now + late) / 1000) + 60000
    redis.call('ZADD', level.queue, string.format('%.0f', place), caller)
    redis.call('ZADD', level.promises, string.format('%.0f', ask + late), caller)
    redis.call('PEXPIRE', level.queue, keep)
    redis.call('PEXPIRE', level.promises, keep)
    return {0, ask - now, by, string.format('%.0f', since), asked_for}
end

local left = -1
local arrived = string.format('%.0f', go + underway)
local function spend(log, window)
    redis.call('ZREMRANGEBYSCORE', log, '-inf', string.format('%.0f', now - window))
    for i = 1, weight do redis.call('ZADD', log, arrived, 'f' .. caller .. ':' .. i) end
    redis.call('PEXPIRE', log, math.ceil((go - now + underway + window) / 1000) + 1000)
end
for _, level in ipairs(levels) do
    for _, budget in ipairs(level.budgets) do
        spend(budget.log, budget.window)
        if rank > 0 then spend(budget.background, budget.window) end
        local rest = ours(budget.permits) - redis.call('ZCARD', budget.log)
        if left < 0 or rest < left then left = math.max(0, rest) end
    end
end
return {1, go - now, left}
