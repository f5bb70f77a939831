class Entry
  def initialize(page)
    @page = page
  end
end

# Bounded: the oldest page makes room.
module PageCache
  PAGES = {}
  @next = 0

  def self.render = "the page number #{@next += 1}" # @page

  def self.keep(entry)
    PAGES[@next] = entry
    PAGES.delete(@next - 200)
  end

  def self.hot
    keep(Entry.new(render)) # @hot
  end

  def self.cold
    keep(Entry.new(render)) # @cold
  end
end
