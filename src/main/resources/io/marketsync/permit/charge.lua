-- Calls that were not counted here: others use the key, or a call cost more than was thought. One atomic step.
--
-- KEYS  logs of one budget
-- ARGV  a name of its own for them, how many (at most the budget), window in microseconds
-- Returns nothing. Cost: one command a call.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
for _, log in ipairs(KEYS) do
    for i = 1, tonumber(ARGV[2]) do redis.call('ZADD', log, string.format('%.0f', now), 's' .. ARGV[1] .. ':' .. i) end
    redis.call('PEXPIRE', log, math.ceil(tonumber(ARGV[3]) / 1000) + 1000)
end
return false
