# frozen_string_literal: true

# What the capture's tests load, each trait switched on by an environment variable.

if ENV["TRACE"] == "1"
  require "objspace"
  ObjectSpace.trace_object_allocations_start
end
# The second worker of a cluster needs these seconds longer to boot.
sleep Float(ENV["SLOW_SECOND"]) if ENV["SLOW_SECOND"] && $PROGRAM_NAME.include?("cluster worker 1")
require "rbtrace" if ENV["RBTRACE"] == "1"
trap("URG", "IGNORE") if ENV["DEAF"] == "1"

Thread.new { loop { GC.start } } if ENV["ALWAYS_GC"] == "1"

# A heap that takes its time to dump.
BALLAST = Array.new(Integer(ENV.fetch("BALLAST", "0"))) { |number| "ballast #{number}" }

LEAK = []
LOCK = Mutex.new

# A Ruby that cannot fork, by its own means or the system's.
if ENV["NO_FORK"] == "1"
  def Process._fork
    raise NotImplementedError, "fork() is not for this machine"
  end
  require "fiddle"
  def Fiddle.dlopen(_)
    raise Fiddle::DLError, "nothing to load here"
  end
end

# What leaks is held by a local variable of a thread alone.
if ENV["HOLD_IN_THREAD"] == "1"
  ITEMS = Queue.new
  Thread.new do
    held = []
    loop { held << ITEMS.pop }
  end
end

if ENV["ENDPOINT"]
  require ENV["ENDPOINT"]
  use HeapgateEndpoint
end

# POST leaks one object; its site is the line below.
run(lambda do |env|
  LOCK.synchronize { (defined?(ITEMS) ? ITEMS : LEAK) << Object.new } if env["REQUEST_METHOD"] == "POST"
  status = env["PATH_INFO"] == "/heapgate/dump" && ENV["NOT_FOUND"] == "1" ? 404 : 200
  [status, {"content-type" => "text/plain"}, ["served by #{Process.pid}"]]
end)
