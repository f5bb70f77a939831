# Dumped in the process itself, while threads allocate: a little, at the end flat out. How busy a dump is
# caught is chance, so each is taken some times over, and make_hazards.rb keeps one.
require_relative "capture"
include Capture

def busy(pause, keep)
  Thread.new do
    visitors = []
    loop do
      3.times { |i| visitors << ["visitor #{i}", { page: "page #{i}" }] }
      visitors.shift(3) if visitors.size > keep
      sleep(pause) if pause
    end
  end
end

def dump_here(name, tries)
  1.upto(tries) do |try|
    collect
    File.open("#{name}.try#{try}", "w") { |file| ObjectSpace.dump_all(output: file) }
  end
end

ObjectSpace.trace_object_allocations_start
warm_up
6.times { |i| busy(0.0002 + i * 0.00005, 60) }
%w[loaded/1 loaded/2 loaded/3].each do |name|
  sleep(0.3) # so that no visitor is there in two dumps
  round
  dump_here(name, 5)
end
round
2.times { busy(nil, 300) }
dump_here("flat-out/3", 8)
exit!(0)
