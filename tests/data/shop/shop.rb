# A little shop that leaks what its plan says and dumps itself after every round:
# ruby shop.rb carts=40,40 hot=110,60 cold=10,60 ...  A number for each round; see make_native.rb.
# A comment like "# @cart" marks an allocation site for it.
require "objspace"

plan = ARGV.to_h { |arg| arg.split("=") }.transform_values { |v| v.split(",").map(&:to_i) }
ObjectSpace.trace_object_allocations_start unless plan["untraced"]

load "app/models/cart.rb"
load "app/models/session.rb"
load "app/models/line.rb"
load "app/models/ticket.rb"
load "lib/audit.rb"
load "lib/vouchers.rb"
load "lib/page_cache.rb"
load "lib/report.rb"
load "lib/rates.rb" unless plan["unwarmed"]

def leak(plan, n)
  plan["carts"]&.at(n)&.times { |i| Carts.checkout(i, Carts::ABANDONED) }
  plan["sessions"]&.at(n)&.times { |i| Sessions.open(i) }
  plan["notes"]&.at(n)&.times { |i| Audit.note(i) }
  plan["items"]&.at(n)&.times { |i| Shop::Line.add(i) }
  plan["vouchers"]&.at(n)&.times { Vouchers.give }
  plan["tickets"]&.at(n)&.times { |i| Tickets.sell(i) }
end

# Carts dropped and carts in flight share their lines, and their addresses, with carts that leak.
def serve(plan, n)
  Carts::IN_FLIGHT.clear
  Report::ROWS.clear
  200.times { |i| Carts.checkout(i, nil) }
  GC.start
  30.times { |i| Carts.checkout(i, Carts::IN_FLIGHT) } unless plan["untraced"]
  leak(plan, n)
  500.times { |i| "a page for visitor #{i} of the shop" }
  plan["hot"][n].times { PageCache.hot }
  plan["cold"][n].times { PageCache.cold }
  plan["rows"]&.at(n)&.times { |i| Report.row(i) }
end

def fill_rates
  load "lib/rates.rb" unless defined?(Rates)
  Rates.fill
end

# Leaves the pages of one line only, and empties what shall be filled between dumps.
def end_warm_up(plan)
  Report::ROWS.clear
  200.times { PageCache.cold }
  Rates::TABLE.clear if plan["lazy"] && !plan["unwarmed"]
end

def work(plan, n)
  serve(plan, n.negative? ? 0 : n)
  fill_rates unless plan["unwarmed"] && n.negative?
  end_warm_up(plan) if n.negative?
end

# The child dumps, so that the dump leaves nothing behind in this process.
def dump(number, full)
  3.times { GC.start(full_mark: true, immediate_sweep: true) }
  pid = fork do
    file = "#{number}.json"
    File.open("#{file}.part", "w") { |part| ObjectSpace.dump_all(output: part, full: full) }
    File.rename("#{file}.part", file)
    exit!(0)
  end
  GC.start # a new generation, or what is allocated next would share the child's, and its addresses
  apart { Process.wait(pid) && ($?.success? || abort("the dump failed: #{$?}")) }
end

# A thread of its own: what its stack still holds, and its $?, die with it.
def apart(&work)
  Thread.new { work.call && nil }.join
end

# Two rounds of warm-up; the dump between them is thrown away.
full = plan.key?("full")
(-2...plan["hot"].size).each do |n|
  apart { work(plan, n) }
  dump(n + 2, full)
end
