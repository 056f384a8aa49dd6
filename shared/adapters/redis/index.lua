-- The identity index of one namespace. Whatever it does is one step for everybody else.
--
-- An entry is a name of ten bytes, the length of its value, its value. A bucket is a string of entries; so are
-- questions and answers. Buckets are found by linear hashing: they grow one by one, so no step is long.
-- All keys begin with KEYS[1], whose {tag} keeps them on one node of a cluster. ARGV: what to do, the generation
-- to do it in ('' is the live one), and the rest.
local NAME, PAIR, WIDE, FULL = 10, 20, 255, 24
local call, index = redis.call, KEYS[1]
local base = index .. ':' .. (ARGV[2] ~= '' and ARGV[2] or call('HGET', index, 'live') or '0')

local held = call('HMGET', base, 'buckets', 'entries', 'bytes', 'members')
local buckets, entries = tonumber(held[1] or 1), tonumber(held[2] or 0)
local bytes, members = tonumber(held[3] or 0), tonumber(held[4] or 0)
local half = 1 -- the greatest power of two that isn't above `buckets`
while half * 2 <= buckets do half = half * 2 end
local read, changed = {}, {} -- buckets by number

local function bucket(number)
    read[number] = read[number] or call('GET', base .. ':' .. number) or ''
    return read[number]
end

local function hash(text, at)
    local a, b, c, d = text:byte(at, at + 3)
    return ((a * 256 + b) * 256 + c) * 256 + d
end

local function place(name) -- number of the bucket
    local number = hash(name, 1) % (2 * half)
    return number < buckets and number or number - half
end

local function after(text, at) -- where the entry at `at` ends, and where its value begins
    local start, size = at + NAME + 1, text:byte(at + NAME)
    if size == WIDE then
        local a, b, c = text:byte(start, start + 2)
        start, size = start + 3, (a * 256 + b) * 256 + c
    end
    return start + size, start
end

local function find(text, name) -- where the entry begins; a name may also stand inside a value
    local at, guess = 1, text:find(name, 1, true)
    while guess do
        while at < guess do at = after(text, at) end
        if at == guess then return at end
        guess = text:find(name, at, true)
    end
end

local function get(name) -- the whole entry, '' if there is none
    local text = bucket(place(name))
    local at = find(text, name)
    return at and text:sub(at, after(text, at) - 1) or ''
end

local function every(text, size) -- gives each piece of `size`, or each entry, and where it begins
    local at = 1
    return function()
        if at > #text then return end
        local start = at
        at = size and at + size or after(text, at)
        return text:sub(start, at - 1), start
    end
end

local function split() -- one bucket gives about half of its entries to a new one
    local old, stay, go = buckets - half, {}, {}
    for entry in every(bucket(old)) do
        table.insert(hash(entry, 1) % (2 * half) == buckets and go or stay, entry)
    end
    read[old], read[buckets] = table.concat(stay), table.concat(go)
    changed[old], changed[buckets] = true, true
    buckets = buckets + 1
    if buckets == 2 * half then half = buckets end
end

local function put(name, entry) -- '' takes the name out
    local number = place(name)
    local text = bucket(number)
    local at = find(text, name)
    if at then
        local stop = after(text, at)
        text = text:sub(1, at - 1) .. text:sub(stop)
        entries, bytes = entries - 1, bytes - (stop - at)
    end
    if entry ~= '' then entries, bytes = entries + 1, bytes + #entry end
    read[number], changed[number] = text .. entry, true
    if entries > FULL * buckets then split() end
end

local function crowd(text) return base .. ':c' .. text:sub(1, NAME) end
local function member(pair) return pair:sub(NAME + 1) end

local function is_settled(entry) -- whether the crowd has these members and no others
    local _, start = after(entry, 1)
    local wanted = entry:sub(start)
    if call('SCARD', crowd(entry)) ~= #wanted / NAME then return false end
    for one in every(wanted, NAME) do
        if call('SISMEMBER', crowd(entry), one) == 0 then return false end
    end
    return true
end

local function keeps_floor(change)
    local left, seen = {}, {} -- members that each crowd is left with; pairs that were counted
    for pair in every(change.leaves, PAIR) do
        local name = crowd(pair)
        left[name] = left[name] or call('SCARD', name)
        if not seen[pair] then left[name] = left[name] - call('SISMEMBER', name, member(pair)) end
        seen[pair] = true
    end
    for pair in every(change.joins, PAIR) do
        local name = crowd(pair)
        if left[name] and not seen[pair] then left[name] = left[name] + 1 - call('SISMEMBER', name, member(pair)) end
        seen[pair] = true
    end
    for _, size in pairs(left) do
        if size <= change.floor then return false end
    end
    return true
end

local function holds(change)
    for entry in every(change.expected) do
        if get(entry:sub(1, NAME)) ~= entry then return false end
    end
    for name in every(change.absent, NAME) do
        if get(name) ~= '' then return false end
    end
    for entry in every(change.settled) do
        if not is_settled(entry) then return false end
    end
    return keeps_floor(change)
end

local function apply(change, revision)
    for entry in every(change.settled) do
        members = members - call('SCARD', crowd(entry))
        call('DEL', crowd(entry))
    end
    for pair in every(change.joins, PAIR) do members = members + call('SADD', crowd(pair), member(pair)) end
    for pair in every(change.leaves, PAIR) do members = members - call('SREM', crowd(pair), member(pair)) end
    for entry in every(change.written) do put(entry:sub(1, NAME), entry) end
    for name in every(change.deleted, NAME) do put(name, '') end
    for host in every(change.dirty, NAME) do call('ZADD', base .. ':outbox', revision, host) end
end

-- Revisions are microseconds, or one more than the last: they grow also when the index was lost, or came back older.
local function next_revision()
    local now, last = call('TIME'), tonumber(call('HGET', index, 'revision') or 0)
    local revision = math.max(last + 1, now[1] * 1000000 + now[2])
    call('HSET', index, 'revision', string.format('%.0f', revision))
    return revision
end

local function save()
    for number in pairs(changed) do
        local key = base .. ':' .. number
        if read[number] == '' then call('DEL', key) else call('SET', key, read[number]) end
    end
    call('HSET', base, 'buckets', buckets, 'entries', entries, 'bytes', bytes, 'members', members)
end

local PARTS = { 'expected', 'absent', 'written', 'deleted', 'joins', 'leaves', 'settled', 'dirty', 'floor' }
local ACTS = {}

function ACTS.commit()
    local revisions = {}
    for first = 3, #ARGV, #PARTS do
        local change = {}
        for number, part in ipairs(PARTS) do change[part] = ARGV[first + number - 1] end
        change.floor = tonumber(change.floor)
        local revision = holds(change) and next_revision() or 0
        if revision > 0 then apply(change, string.format('%.0f', revision)) end
        table.insert(revisions, revision)
    end
    save()
    return revisions
end

function ACTS.values()
    local found = {}
    for name in every(ARGV[3], NAME) do table.insert(found, get(name)) end
    return table.concat(found)
end

function ACTS.sizes()
    local found = {}
    for name in every(ARGV[3], NAME) do table.insert(found, call('SCARD', crowd(name))) end
    return found
end

function ACTS.members()
    local found = {}
    for name in every(ARGV[3], NAME) do table.insert(found, call('SMEMBERS', crowd(name))) end
    return found
end

function ACTS.outbox() return call('ZRANGE', base .. ':outbox', 0, ARGV[3] - 1, 'WITHSCORES') end

function ACTS.clear()
    for entry in every(ARGV[3]) do
        local host, _, start = entry:sub(1, NAME), after(entry, 1)
        local revision = call('ZSCORE', base .. ':outbox', host)
        if revision and tonumber(revision) == tonumber(entry:sub(start)) then call('ZREM', base .. ':outbox', host) end
    end
end

-- All these hosts are due: in a generation that is about to be the live one.
function ACTS.mark()
    local revision = string.format('%.0f', next_revision())
    for host in every(ARGV[3], NAME) do call('ZADD', base .. ':outbox', revision, host) end
end

function ACTS.size() return bytes + members * PAIR end

return ACTS[ARGV[1]]()
