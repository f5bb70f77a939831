# frozen_string_literal: true

# A shop that leaks, and dumps its own heap three times: ruby shop.rb DIR
#
# Every request leaves its cart behind in a constant: the leak. SHOP_FIXED=1 runs the repaired shop.
# Two things beside it look like leaks and are none: a bounded cache whose pages come and go, and
# rates that are looked up once for each country.

require "fileutils"
require "objspace"

# From the start: an object allocated before has no file and line.
ObjectSpace.trace_object_allocations_start

REQUESTS = 200 # between two dumps

Cart = Struct.new(:customer, :cents)

# Keeps the newest pages only.
class PageCache
  LIMIT = 300

  def initialize
    @pages = {}
  end

  def fetch(key)
    @pages[key] ||= yield
    @pages.shift if @pages.size > LIMIT
  end
end

# Looks a country's rate up when it is first needed.
class Rates
  def initialize
    @rates = {}
  end

  def for(country)
    @rates[country] ||= "country #{country}: 19 % VAT"
  end
end

class Shop
  ALL_CARTS = [] # nobody ever takes a cart out again
  FIXED = ENV["SHOP_FIXED"] == "1"

  def initialize
    @pages = PageCache.new
    @rates = Rates.new
    @served = 0
  end

  def serve(requests, countries:)
    requests.times do
      @served += 1
      cart = Cart.new(@served, 1999)
      ALL_CARTS << cart unless FIXED
      @rates.for(@served % countries)
      @pages.fetch(@served) { "<h1>Thank you, customer #{@served}</h1>" }
    end
    nil
  end
end

# A forked child dumps, so that the dump leaves nothing behind here. The file gets its name when it
# is complete.
def dump(file)
  GC.start(full_mark: true, immediate_sweep: true)
  child = fork do
    File.open("#{file}.part", "w") { |io| ObjectSpace.dump_all(output: io) }
    File.rename("#{file}.part", file)
    exit!(0)
  end
  GC.start # ends this generation: the child's own objects belong to it, and no later ones
  Process.wait(child)
  abort "shop.rb: #{file} could not be written" unless $?.success?
end

dir = ARGV.fetch(0) { abort "usage: ruby shop.rb DIR" }
FileUtils.mkdir_p(dir)
shop = Shop.new

# Warm-up: every line has run, the page cache is full, and one dump was thrown away. Countries 50
# to 99 first order later, so half of the rates come in between dump 1 and 2.
shop.serve(2 * PageCache::LIMIT, countries: 50)
dump("#{dir}/warm-up")
File.delete("#{dir}/warm-up")

dump("#{dir}/1.json")
[2, 3].each do |number|
  shop.serve(REQUESTS, countries: 100)
  dump("#{dir}/#{number}.json")
end

puts "#{dir}: three dumps with #{REQUESTS} requests between two, carts leaked in each: #{Shop::FIXED ? 0 : REQUESTS}"
