# frozen_string_literal: true

module Shop
  # Keeps the pages that were looked at last. Entries come and go, their number stays: no leak.
  class PageCache
    LIMIT = 50
    Page = Struct.new(:title, :html)

    def initialize
      @pages = {}
      @lock = Mutex.new
    end

    def fetch(key)
      @lock.synchronize do
        page = @pages.delete(key) || yield
        @pages[key] = page # now the last in line to be dropped
        @pages.shift if @pages.size > LIMIT
        page
      end
    end
  end
end
