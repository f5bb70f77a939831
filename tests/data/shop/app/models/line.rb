module Shop
  module Line
    ALL = []

    class Item
    end

    def self.add(_id)
      ALL << Item.new # @item
    end
  end
end
