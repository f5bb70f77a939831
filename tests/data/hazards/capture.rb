# What the programs share: dumps, branches, rounds.
require "objspace"
load "app/models.rb"
load "app/shop.rb"

module Capture
  module_function

  # A generation of its own, with all garbage gone.
  def collect = 3.times { GC.start(full_mark: true, immediate_sweep: true) }

  # The child dumps, so that the dump leaves nothing behind in this process.
  def dump(name, **options)
    child do
      File.open("#{name}.part", "w") { |part| ObjectSpace.dump_all(output: part, **options) }
      File.rename("#{name}.part", "#{name}.json")
    end
  end

  # To a heap a fork is the process itself: what the child does next is what this process could have done.
  def child
    pid = fork do
      yield
      exit!(0)
    end
    apart { Process.wait(pid) && ($?.success? || abort("a child failed: #{$?}")) }
  end

  # A thread of its own: what its stack still holds, and its $?, die with it.
  def apart(&work) = Thread.new { work.call && nil }.join

  # First a new generation: the child that dumped allocated in the last one, at the same addresses.
  def round(leak: 40, pages: 300, searches: 100)
    GC.start
    apart do
      Shop.leak(leak / 2)
      Shop.serve(pages / 5, 0)
      yield if block_given?
      GC.start
      Shop.serve(pages, searches)
      Shop.leak(leak - leak / 2)
      GC.start
      Shop.serve(50, 20)
    end
    collect
  end

  # A life that parts from this one: the hazard comes in the midst of the interval before its first dump.
  def branch(folder, *numbers, &hazard)
    child do
      numbers.each do |number|
        round { hazard&.call }
        hazard = nil
        dump("#{folder}/#{number}")
      end
    end
  end

  # The dump in the middle is thrown away: it allocates what dumping needs once.
  def warm_up
    round(leak: 10)
    dump("thrown-away")
    round(leak: 10)
  end
end
