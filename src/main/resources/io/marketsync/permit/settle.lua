-- The answer to a call is here, so it has arrived by now: its permits come back a window after that. One atomic step.
--
-- KEYS  the logs in which the call stands
-- ARGV  caller, weight, microseconds since the answer came; -1 when the call was never sent and its permits are free at once
-- Returns nothing. Cost: 3 commands a log and unit of weight.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local age = tonumber(ARGV[3])
for _, log in ipairs(KEYS) do
    for i = 1, tonumber(ARGV[2]) do
        local call = ARGV[1] .. ':' .. i
        local bound = tonumber(redis.call('ZSCORE', log, 'f' .. call))
        if bound then
            redis.call('ZREM', log, 'f' .. call)
            if age >= 0 then redis.call('ZADD', log, string.format('%.0f', math.min(bound, now - age)), 's' .. call) end
        end
    end
end
return false
