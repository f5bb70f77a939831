# A life with three dumps: ruby life.rb FOLDER [branches]. With branches, lives part from it between two
# dumps and go wrong; the dumps before are theirs as well.
require_relative "capture"
include Capture

folder, branches = ARGV

def clear_tracing
  ObjectSpace.trace_object_allocations_stop
  ObjectSpace.trace_object_allocations_clear
end

# What was allocated before the trace is lost is live in the next dump.
def restart_tracing
  Shop.leak(40)
  clear_tracing
  ObjectSpace.trace_object_allocations_start
end

def without_gc(name)
  child do
    GC.disable
    Shop.leak(40)
    Shop.serve(100, 50)
    dump(name)
  end
end

# Kills children that dump, each at some other point, until one leaves a file as wanted.
def killed(name)
  child do
    round
    5000.times do
      point = rand(400_000..1_400_000)
      pid = fork { File.open("#{name}.part", "w") { |part| ObjectSpace.dump_all(output: part) } }
      sleep(0.0001) until File.size?("#{name}.part").to_i > point
      Process.kill(:KILL, pid)
      Process.wait(pid)
      break if $?.signaled? && yield(File.binread("#{name}.part"))

      File.delete("#{name}.part")
    end
    File.rename("#{name}.part", "#{name}.json")
  end
end

ObjectSpace.trace_object_allocations_start
warm_up
booted = GC.count
round
dump("#{folder}/1")
if branches
  branch("compact-explicit", 2, 3) { GC.compact }
  branch("compact-auto", 2, 3) { GC.auto_compact = true }
  branch("tracing-stopped", 2, 3) { ObjectSpace.trace_object_allocations_stop }
  branch("tracing-cleared", 2, 3) { clear_tracing }
  branch("reloaded", 2, 3) { Shop.reload }
  dump("since/1", since: booted)
end
round
dump("#{folder}/2")
if branches
  without_gc("no-gc/3")
  branch("compact-late", 3) { GC.compact }
  branch("tracing-restarted", 3) { restart_tracing }
  killed("killed/3") { |bytes| !bytes.end_with?("\n") }
  killed("killed/3-at-line-end") { |bytes| bytes.end_with?("\n") }
  dump("since/2", since: booted)
end
round
dump("#{folder}/3")
dump("since/3", since: booted) if branches
