# Plants leaks with known numbers. A round is what a load test would do between two dumps.
require "/app/capture.rb"

class Cart; def initialize(id) = @id = id; end
class Session; def initialize(id) = @id = id; end
class Page; def initialize(id) = @id = id; end
class Country; def initialize(id) = @id = id; end
class Ticket; def initialize(id) = @id = id; end
class Draft; def initialize(id) = @id = id; end
Order = Struct.new(:id, :total)

module Shop
  CARTS, LINES, ORDERS, TICKETS, COUNTRIES, DRAFTS = [], [], [], [], [], []
  SESSIONS, PAGES = {}, {}

  module_function

  # Leaks, the same number each round.
  def sell(first)
    40.times { |i| CARTS << Cart.new(first + i) } # site: cart
    40.times { |i| LINES << [i, { sku: "sku #{i}" }, "note #{i}"] } # site: line
    25.times { |i| ORDERS << Order.new(first + i, i) } # site: order
  end

  # A leak under uneven load: 5, then 60, then 20.
  def complain(round)
    [5, 60, 20][round].times { |i| TICKETS << Ticket.new(i) } # site: ticket
  end

  # An LRU of 60 entries, 40 of them replaced each round.
  def visit(first)
    40.times do |i|
      SESSIONS[first + i] = Session.new(i) # site: session
      SESSIONS.shift if SESSIONS.size > 60
    end
  end

  # An LRU of 50 entries that is full before the first dump and then filled from another line: that
  # line grows in both intervals (30, then 12), its class does not.
  def crawl(round)
    50.times { |i| PAGES[i] = Page.new(i) } if round == 0
    [1, 30, 12][round].times do |i|
      PAGES[(round + 1) * 100 + i] = Page.new(i) # site: page
      PAGES.shift if PAGES.size > 50
    end
  end

  # A cache that fills between the first and the second dump.
  def browse(round)
    [1, 70, 0][round].times { |i| COUNTRIES << Country.new(i) } # site: country
  end

  # Replaced as a whole each round: those of round 1 are in the second dump only.
  def draft(round)
    [300, 300, 0][round].times { |i| DRAFTS << Draft.new(i) }
  end

  def churn(count)
    count.times { |i| [i, "churn #{i}", { i => Cart.new(i) }] }
  end
end

Capture.three_dumps do |round|
  # Free before the round's other objects are made, which get its addresses: an address is no identity.
  Shop::DRAFTS.clear
  GC.start
  [2, 1, 1][round].times { |i| Shop.visit(round * 1000 + i * 100) }
  Shop.crawl(round)
  Shop.complain(round)
  Shop.browse(round)
  Shop.sell(round * 1000)
  Shop.draft(round)
  Shop.churn(4000)
end

GROUPS = [
  # class, type, site, kept, leaked, pattern, live
  ["Cart", "OBJECT", "cart", 40, 40, "leak", [40, 80, 120]],
  ["Array", "ARRAY", "line", 40, 40, "leak", [40, 80, 120]],
  ["Hash", "HASH", "line", 40, 40, "leak", [40, 80, 120]],
  ["String", "STRING", "line", 80, 80, "leak", [80, 160, 240]],
  ["Order", "STRUCT", "order", 25, 25, "leak", [25, 50, 75]],
  ["Ticket", "OBJECT", "ticket", 60, 20, "uneven-leak", [5, 65, 85]],
  ["Session", "OBJECT", "session", 20, 0, "turnover", [60, 60, 60]],
  ["Page", "OBJECT", "page", 30, 0, "turnover", [1, 31, 43]],
  ["Country", "OBJECT", "country", 70, 0, "one-time", [1, 71, 71]]
].map do |klass, type, site, kept, leaked, pattern, live|
  { class: klass, type: type, file: "/app/leak.rb", line: Capture.line_of("/app/leak.rb", site),
    kept: kept, leaked: leaked, pattern: pattern, live: live }
end

Capture.write_truth(ruby: RUBY_DESCRIPTION, groups: GROUPS, noise: [], transient: { Draft: 300 })
