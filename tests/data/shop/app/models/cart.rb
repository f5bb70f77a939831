class Cart
  def initialize(id)
    @basket = { lines: ["ruby for cart #{id}", "gift wrap, blue, for cart #{id}"] } # @basket
    @id = id
  end
end

module Carts
  ABANDONED = []
  IN_FLIGHT = []

  def self.checkout(id, shelf)
    cart = Cart.new(id) # @cart
    shelf << cart if shelf
  end
end
