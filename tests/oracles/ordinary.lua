-- Ordinary driving by Watchfloor's rules, for OSRM: the same speeds, access and barriers, no turn costs. Read from the
-- tags again and not from Watchfloor's edges, so that a tag read wrongly on either side shows as a difference.
-- `speeds.lua` beside this file is written by the bench from the table Watchfloor itself uses.

api_version = 4

local Set = require('lib/set')
local speeds = require('speeds')

local CLOSED = Set { 'no', 'private', 'forestry', 'agricultural', 'emergency', 'military', 'permit', 'residents',
                     'psv', 'bus', 'taxi' }
local DESTINATION = Set { 'destination', 'customers', 'delivery' }
local OPEN = Set { 'yes', 'permissive', 'designated', 'official' }
-- On a road and yet in nobody's way.
local PASSABLE = Set { 'no', 'entrance', 'cattle_grid', 'border_control', 'toll_booth', 'height_restrictor', 'kerb',
                       'arch', 'coupure', 'checkpoint', 'rumble_strip' }
local GATES = Set { 'gate', 'lift_gate', 'swing_gate', 'sliding_gate', 'hampshire_gate', 'wicket_gate', 'bump_gate',
                    'sally_port', 'chain', 'rope', 'sliding_beam' }
local LOWERED = Set { 'rising', 'flexible' }
local RING = Set { 'roundabout', 'circular' }
-- km/h on a track by its grade, as ours.
local TRACK = { grade1 = 30, grade2 = 20, grade3 = 15, grade4 = 10, grade5 = 8 }
local LINKED = Set { 'motorway', 'trunk', 'primary', 'secondary', 'tertiary' }

function setup()
  return {
    properties = {
      -- The weight is time in hundredths of a second; OSRM's durations are rounded to tenths on every segment.
      weight_name = 'watchfloor',
      weight_precision = 2,
      process_call_tagless_node = false,
      continue_straight_at_waypoint = false,
      use_turn_restrictions = true,
      u_turn_penalty = 0,
      max_speed_for_map_matching = 200 / 3.6,
    },
    default_mode = mode.driving,
    default_speed = 10,
    restrictions = { 'motorcar', 'motor_vehicle', 'vehicle' },
    classes = {},
    excludable = {},
    relation_types = {},
  }
end

-- What the most specific key says to cars in one direction: 'closed', 'destination' or 'open'. Of a list the most generous
-- word counts.
local function leave(way, direction)
  for _, key in ipairs { 'motorcar', 'motor_vehicle', 'vehicle', 'access' } do
    local own = way:get_value_by_key(key .. ':' .. direction)
    local words = own or way:get_value_by_key(key)
    if words then
      local best = 'closed'
      for part in words:gmatch('[^;,]+') do
        local word = part:match('^%s*(.-)%s*$')
        if not CLOSED[word] and not DESTINATION[word] then
          best = 'open'
        elseif DESTINATION[word] and best == 'closed' then
          best = 'destination'
        end
      end
      return best
    end
  end
  return 'open'
end

-- A track is open only to whom its most specific key names in this direction.
local function let_in(way, direction)
  for _, key in ipairs { 'motorcar', 'motor_vehicle', 'vehicle', 'access' } do
    local words = way:get_value_by_key(key .. ':' .. direction) or way:get_value_by_key(key)
    if words then
      for part in words:gmatch('[^;,]+') do
        local word = part:match('^%s*(.-)%s*$')
        if OPEN[word] or DESTINATION[word] then return true end
      end
      return false
    end
  end
  return false
end

-- Whether traffic flows along and against the way.
local function flow(way, highway)
  local word
  for _, key in ipairs { 'oneway:motorcar', 'oneway:motor_vehicle', 'oneway:vehicle', 'oneway' } do
    word = word or way:get_value_by_key(key)
  end
  if word == 'yes' or word == 'true' or word == '1' then return true, false end
  if word == '-1' or word == 'reverse' then return false, true end
  if word == 'no' or word == 'false' or word == '0' or word == 'alternating' then return true, true end
  if word == 'reversible' then return false, false end
  local implied = RING[way:get_value_by_key('junction') or ''] or highway == 'motorway' or highway == 'motorway_link'
  return true, not implied
end

-- km/h of a speed tag: the lowest that can be read, between 1 and 200.
local function kmh(text)
  if not text then return nil end
  local lowest
  for words in text:gmatch('[^;|]+') do
    local part = words:match('^%s*(.-)%s*$')
    local value
    if part == 'walk' then
      value = 5
    else
      local number, unit = part:match('^(%d+%.?%d*)%s*(%S*)$')
      local factor = ({ [''] = 1, ['km/h'] = 1, kmh = 1, kph = 1, mph = 1.609344, knots = 1.852 })[unit]
      value = number and factor and tonumber(number) * factor
    end
    if value and value >= 1 and value <= 200 and (not lowest or value < lowest) then lowest = value end
  end
  return lowest
end

function process_node(_, node)
  local barrier = node:get_value_by_key('barrier')
  if not barrier or PASSABLE[barrier] then return end
  local gate = GATES[barrier] or barrier == 'bollard' and LOWERED[node:get_value_by_key('bollard') or '']
  local word
  for _, key in ipairs { 'motorcar', 'motor_vehicle', 'vehicle' } do word = word or node:get_value_by_key(key) end
  if gate then word = word or node:get_value_by_key('access') end
  if OPEN[word or ''] then return end
  -- A gate stands open to those who may drive on the ways it is on, unless it is closed by name.
  if not gate or CLOSED[word or ''] then obstacle_map:add(node, Obstacle.new(obstacle_type.barrier)) end
end

function process_way(_, way, result)
  local highway = way:get_value_by_key('highway')
  if not highway or way:get_value_by_key('area') == 'yes' then return end
  if way:get_value_by_key('service') == 'emergency_access' then return end
  local base, links = highway:gsub('_link$', '')
  local link = links > 0
  local class = speeds[base == 'road' and 'residential' or base]
  if not class or (link and not LINKED[base]) then return end

  local along, against = flow(way, highway)
  local to = leave(way, 'forward')
  local back = leave(way, 'backward')
  local track = highway == 'track'
  if track and not let_in(way, 'forward') then to = 'closed' end
  if track and not let_in(way, 'backward') then back = 'closed' end
  along, against = along and to ~= 'closed', against and back ~= 'closed'

  local function speed(direction)
    local tagged = kmh(way:get_value_by_key('maxspeed:' .. direction)) or kmh(way:get_value_by_key('maxspeed'))
    if track then
      local ground = TRACK[way:get_value_by_key('tracktype') or ''] or class.main
      return math.min(tagged or ground, ground)
    end
    local kept = tagged and tagged * class.tagged or (link and class.link or class.main)
    return math.min(math.max(kept, 1), 180)
  end
  local forward, backward = speed('forward'), speed('backward')

  result.forward_mode = along and mode.driving or mode.inaccessible
  result.backward_mode = against and mode.driving or mode.inaccessible
  if along then result.forward_speed, result.forward_rate = forward, forward / 3.6 end
  if against then result.backward_speed, result.backward_rate = backward, backward / 3.6 end
  result.is_startpoint = true
  result.name = way:get_value_by_key('name') or way:get_value_by_key('ref') or ''
  result.forward_restricted = to == 'destination'
  result.backward_restricted = back == 'destination'
end

function process_turn(_, turn)
  turn.duration = turn.is_u_turn and speeds.u_turn_s or 0
  turn.weight = turn.duration
  -- A way for those who have something to do on it is entered at the end of a journey, never to pass through.
  if not turn.source_restricted and turn.target_restricted then turn.weight = constants.max_turn_weight end
end

return { setup = setup, process_way = process_way, process_node = process_node, process_turn = process_turn }
