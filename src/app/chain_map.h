// Chains and products: who makes what from what, and where it lies.
#pragma once

#include "app/platform.h"
#include "app/slices.h"
#include "app/views.h"

namespace lianmeng::app {

[[nodiscard]] Result<ChainDetail> GetChain(Analysis& analysis, std::string_view key);

struct ProductQuery {
  std::string text;
  std::string chain;  // key; empty: all
  std::string category;
  int limit = 50;
  std::string cursor;
};

[[nodiscard]] Result<ProductPage> ListProducts(Platform& platform, const Viewer& viewer,
                                               const ProductQuery& query);
[[nodiscard]] Result<ProductDetail> GetProduct(Analysis& analysis, ProductId id);

}  // namespace lianmeng::app
