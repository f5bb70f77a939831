#include "report/repository_place.hpp"

#include <gtest/gtest.h>

#include "sample_verdict.hpp"

namespace heapgate {
namespace {

std::string path_of(const std::string& file, const std::string& path, const std::vector<std::string>& roots,
                    const std::string& repository = "/repo") {
  PlacedGroup placed = test::leaking("Cart", path, 14, 200);
  placed.group.key.file = file;
  Verdict verdict = test::verdict_of({placed});
  verdict.roots = roots;
  verdict.repository = repository;
  return repository_path(verdict.groups[0], verdict);
}

TEST(RepositoryPath, IsThePathWhereTheRootIsTheRepositorys) {
  EXPECT_EQ(path_of("/repo/app.rb", "app.rb", {"/repo"}), "app.rb");
  EXPECT_EQ(path_of("/app/app.rb", "app.rb", {"/repo", "/app"}), "app.rb");
  EXPECT_EQ(path_of("app.rb", "app.rb", {"/repo/services/shop"}), "app.rb");
}

TEST(RepositoryPath, HasTheFolderOfARootBelowTheRepository) {
  EXPECT_EQ(path_of("/repo/services/shop/app.rb", "app.rb", {"/repo/services/shop", "/repo"}),
            "services/shop/app.rb");
  EXPECT_EQ(path_of("/repo/lib/x.rb", "lib/x.rb", {"/repo/services/shop", "/repo"}), "lib/x.rb");
}

TEST(RepositoryPath, TakesARootElsewhereForTheFirstOfTheRepository) {
  EXPECT_EQ(path_of("/app/app.rb", "app.rb", {"/repo/services/shop", "/app"}), "services/shop/app.rb");
  EXPECT_EQ(path_of("/app/app.rb", "app.rb", {"/app"}), "app.rb");
}

TEST(RepositoryPath, LeavesWhatIsOutside) {
  EXPECT_EQ(path_of("/usr/lib/set.rb", "/usr/lib/set.rb", {"/repo/services/shop"}), "/usr/lib/set.rb");
  EXPECT_EQ(path_of("/app/app.rb", "app.rb", {"/app"}, ""), "app.rb");
}

}  // namespace
}  // namespace heapgate
