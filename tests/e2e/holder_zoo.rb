# Makes three dumps of a leak for each way to hold on to objects: ruby holder_zoo.rb OUT HOLDER [OBJECTS]
# The leaked objects are a Leaked and a String each; each container is made on a line of its own.
require 'objspace'
require 'set'
OUT, HOLDER, OBJECTS = ARGV[0], ARGV[1], Integer(ARGV[2] || 100)
class Leaked
  attr_reader :number
  def initialize(number) = (@number, @name = number, "leaked number #{number} with a text of its own")
end
class Node; attr_accessor :next_one, :payload; end
Box = Struct.new(:items)
ObjectSpace.trace_object_allocations_start

class Shop
  LIST = Array.new
  @@orders = Array.new
  @carts = Array.new
  class << self
    attr_accessor :carts, :head
    def order(item) = @@orders << item
  end
end
$basket = Array.new
BOX = Box.new(Array.new)
SEEN = Set.new
BY_DAY = Hash.new
def closure = (hidden = Array.new; ->(item) { hidden << item })
KEEP = closure
WORKER = Thread.new { Thread.current[:items] = Array.new; sleep }
sleep 0.01 until WORKER[:items]
FIBER = Fiber.new { |item| inside = Array.new; loop { inside << item; item = Fiber.yield } }
QUEUE = Queue.new

# The innermost container that grows, and what the report must name.
ADD = {
  'constant' => ->(item) { Shop::LIST << item },
  'class_variable' => ->(item) { Shop.order(item) },
  'class_ivar' => ->(item) { Shop.carts << item },
  'global' => ->(item) { $basket << item },
  'struct' => ->(item) { BOX.items << item },
  'set' => ->(item) { SEEN << item },
  'nested' => ->(item) { (BY_DAY["day #{item.number % 5}"] ||= Array.new) << item },
  'closure' => KEEP,
  'thread_local' => ->(item) { WORKER[:items] << item },
  'fiber' => ->(item) { FIBER.resume(item) },
  'queue' => ->(item) { QUEUE << item },
  'replaced' => ->(item) { Shop.carts = Shop.carts + [item] },
  'linked' => lambda do |item|
    node = Node.new
    node.payload = item
    node.next_one = Shop.head
    Shop.head = node
  end
}.freeze

def load_once(count)
  add = ADD.fetch(HOLDER)
  count.times { |i| add.call(Leaked.new(i)) }
  nil
end

def dump(number)
  GC.start(full_mark: true, immediate_sweep: true)
  File.open(File.join(OUT, "#{number}.json"), 'w') { |file| ObjectSpace.dump_all(output: file) }
end

load_once(10)
(1..3).each do |number|
  dump(number)
  load_once(OBJECTS)
end
