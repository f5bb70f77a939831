# What a reloader leaves alone, the leak among it.
module Shop
  SHELF = []
  RECENT = []
  MODELS = %i[Cart Price Basket Coupon Address].freeze
  PARTS = %i[PageController SearchController CartController PriceHelper PageHelper].freeze

  module_function

  def leak(count)
    count.times { |i| SHELF << Cart.new(i) } # the only leak
  end

  # Churn: of all that is allocated the last 150 stay, and leave holes of other kinds.
  def serve(pages, searches)
    controllers = [PageController] * pages + [SearchController] * searches
    controllers.each_with_index do |controller, i|
      RECENT << controller.new.show(i)
      RECENT.shift if RECENT.size > 150
    end
  end

  def reload
    MODELS.each { |name| Object.send(:remove_const, name) }
    PARTS.each { |name| remove_const(name) }
    load "app/models.rb"
  end
end
