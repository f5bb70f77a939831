# frozen_string_literal: true

module Shop
  # What a customer wants to buy.
  class Cart
    @opened = []
    @lock = Mutex.new

    class << self
      # The leak: every cart is noted here, for statistics that nobody ever made, and none is taken out.
      def open(customer, products)
        cart = new(customer, products)
        @lock.synchronize { @opened << cart } unless FIXED
        cart
      end
    end

    attr_reader :label, :greeting

    def initialize(customer, products)
      @prices = products.map(&:cents) # as they were when the cart was opened
      @quantities = products.tally
      @label = "#{products.size} for #{customer}"
      @greeting = "Thank you, #{customer}, for shopping with us"
    end

    def cents
      @prices.sum
    end

    def items
      @quantities.to_h { |product, quantity| [product.name, quantity] }
    end
  end
end
