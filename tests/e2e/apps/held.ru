# frozen_string_literal: true

# Each request leaks a Held, kept the way that HELD names.
class Held
  attr_accessor :other

  def initialize = @text = "a text of #{object_id}"
end

module Shop
  CARTS = [] # rubocop:disable Style/MutableConstant
  @memo = []
  @@all = []
  @head = nil
  Inner = Module.new { const_set(:DEEP, "a password: hunter2") }
  autoload :Late, "#{__dir__}/late.rb"
  HANDLER = [].then { |kept| ->(item) { kept << item } }
  class << self
    attr_accessor :head, :memo

    def add(item) = @@all << item
  end
end
$kept = []
TOPLEVEL_BINDING.receiver.instance_variable_set(:@own, ["of main"])

# What the capture calls must not be the application's.
class Trap
  class << self
    def constants(*) = raise("called")
    alias instance_variables constants
    alias class_variables constants
    alias name constants
    alias const_get constants
  end
  ITSELF = Class.new(BasicObject).new
end

# The thread in whose local variable they are.
def Shop.worker
  @worker ||= Thread.new { sleep }.tap do |thread|
    thread.name = "worker"
    thread[:trail] = []
  end
end

KEEP = {
  "named" => ->(_item) {},
  "constant" => ->(item) { Shop::CARTS << item },
  "class_variable" => ->(item) { Shop.add(item) },
  "module_ivar" => ->(item) { Shop.memo << item },
  "global" => ->(item) { $kept << item },
  "thread_local" => ->(item) { Shop.worker[:trail] << item },
  "closure" => ->(item) { Shop::HANDLER.call(item) },
  "endless_thread" => ->(item) { Thread.new { item.other = "waits"; sleep }.tap { |thread| Thread.pass until thread.stop? } },
  "finalizer" => ->(item) { ObjectSpace.define_finalizer(Shop, proc { item }) },
  "at_exit" => ->(item) { at_exit { item } },
  "symbol" => ->(item) { Thread.current[:"find_by_#{item.object_id}"] = nil },
  "linked_list" => lambda do |item|
    item.other = Shop.head
    Shop.head = item
  end
}.fetch(ENV.fetch("HELD"))

run(lambda do |env|
  KEEP.call(Held.new) if env["REQUEST_METHOD"] == "POST"
  [200, {"content-type" => "text/plain"}, ["ok"]]
end)
