-- Calls that were not counted here: others use the key, or a call cost more than was thought. One atomic step.
--
-- KEYS  a log of each budget of the level
-- ARGV  a name of its own for them; per budget how many (at most its permits), and its window in microseconds
-- Returns nothing. Cost: one command a call.
local time = redis.call('TIME')
local now = string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))
for b, log in ipairs(KEYS) do
    for i = 1, tonumber(ARGV[2 * b]) do redis.call('ZADD', log, now, 's' .. ARGV[1] .. ':' .. i) end
    redis.call('PEXPIRE', log, math.ceil(tonumber(ARGV[2 * b + 1]) / 1000) + 1000)
end
return false
